import { z } from 'zod';

/** A node of the JSON Schema that describes a task's settings; plain data, so it can be walked without zod classes. */
export type SettingNode = z.core.JSONSchema.BaseSchema;

type Literal = string | number | boolean | null;

/** The JSON Schema of an experiment's input side. Settings are plain data, so anything else accepts any value. */
export function settingTree(schema: z.ZodType): SettingNode {
  return z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
}

/** The alternatives of a node: the members of a union (or intersection), itself otherwise. */
function alternatives(node: SettingNode): SettingNode[] {
  const members = [...(node.anyOf ?? []), ...(node.oneOf ?? []), ...(node.allOf ?? [])];
  return members.length === 0 ? [node] : members.flatMap((member) => alternatives(resolved(member)));
}

// zod writes an unconstrained or impossible member as a boolean schema in some places
function resolved(node: SettingNode | boolean): SettingNode {
  return typeof node === 'boolean' ? (node ? {} : { not: {} }) : node;
}

/** The names of the settings directly below a node, over all alternatives of a union, in the order of declaration. */
export function keysOf(node: SettingNode): string[] {
  return [...new Set(alternatives(node).flatMap((option) => Object.keys(option.properties ?? {})))];
}

/** The node of one setting below a group, over all alternatives of a union; undefined when there is no such setting. */
export function childOf(node: SettingNode, key: string): SettingNode | undefined {
  const found: SettingNode[] = [];
  for (const option of alternatives(node)) {
    const properties = option.properties ?? {};
    if (Object.hasOwn(properties, key)) found.push(resolved(properties[key] ?? {}));
    else if (typeof option.additionalProperties === 'object') found.push(option.additionalProperties);
    else found.push(...elementOf(option, key));
  }
  return found.length > 1 ? { anyOf: found } : found[0];
}

// elements of lists are not set one by one, but the schema's complaints name them
function elementOf(option: SettingNode, key: string): SettingNode[] {
  if (!/^\d+$/.test(key)) return [];
  const element =
    option.prefixItems?.[Number(key)] ?? (Array.isArray(option.items) ? option.items[0] : option.items);
  return element === undefined ? [] : [resolved(element)];
}

/** True when settings can be named below this node. */
export function isGroup(node: SettingNode): boolean {
  return alternatives(node).some((option) => option.type === 'object');
}

/** Dotted names of all settings that take a value, e.g. `model.dropout`. */
export function settingNames(node: SettingNode, prefix = ''): string[] {
  return keysOf(node).flatMap((key) => {
    const child = childOf(node, key);
    const name = prefix === '' ? key : `${prefix}.${key}`;
    return child !== undefined && isGroup(child) && keysOf(child).length > 0
      ? settingNames(child, name)
      : [name];
  });
}

/** True when a value has a type the node takes; bounds are left to the schema itself. */
export function acceptsType(node: SettingNode, value: unknown): boolean {
  return alternatives(node).some((option) => optionAccepts(option, value));
}

function optionAccepts(option: SettingNode, value: unknown): boolean {
  const literals = literalsOf(option);
  if (literals !== undefined) return literals.some((literal) => literal === value);
  const types = typesOf(option);
  if (types.length === 0) return true;
  return types.some((type) => {
    if (type === 'null') return value === null;
    if (type === 'array') return Array.isArray(value);
    if (type === 'object') return typeof value === 'object' && value !== null && !Array.isArray(value);
    if (type === 'integer') return Number.isInteger(value);
    return typeof value === type;
  });
}

function typesOf(option: SettingNode): readonly string[] {
  const type: unknown = option.type; // zod writes nullable as a list of types
  if (typeof type === 'string') return [type];
  return Array.isArray(type) ? type.filter((name): name is string => typeof name === 'string') : [];
}

function literalsOf(option: SettingNode): readonly Literal[] | undefined {
  if (option.const !== undefined) return [option.const];
  return option.enum;
}

/** What a setting takes, in words: `a number from 0 to below 1`, `one of 'relu', 'gelu'`, `a list of numbers`. */
export function expectation(node: SettingNode): string {
  const literals: Literal[] = [];
  const phrases = new Set<string>();
  for (const option of alternatives(node)) {
    const own = literalsOf(option);
    if (own === undefined) for (const type of typesOf(option)) phrases.add(phraseOf(option, type));
    else literals.push(...own);
  }
  const choices = [...new Set(literals)].map((literal) =>
    typeof literal === 'string' ? `'${literal}'` : String(literal),
  );
  const parts = [...phrases].filter((phrase) => phrase !== 'null');
  if (choices.length === 1) parts.push(choices.join(''));
  if (choices.length > 1) parts.push(`one of ${choices.join(', ')}`);
  if (phrases.has('null')) parts.push('null');
  return parts.length === 0 ? 'a value' : parts.join(' or ');
}

function phraseOf(option: SettingNode, type: string): string {
  switch (type) {
    case 'integer':
      return `a whole number${bounds(option)}`;
    case 'number':
      return `a number${bounds(option)}`;
    case 'string':
      return option.pattern === undefined ? 'text' : `text like ${option.pattern}`;
    case 'boolean':
      return 'true or false';
    case 'array':
      return listPhrase(option);
    case 'object':
      return keysOf(option).length > 0
        ? `a group of settings (${keysOf(option).join(', ')})`
        : 'a JSON object';
    default:
      return type;
  }
}

function bounds(option: SettingNode): string {
  const limit = (value: number | boolean | undefined): number | undefined =>
    typeof value === 'number' && Math.abs(value) < Number.MAX_SAFE_INTEGER ? value : undefined;
  const { low, lowOpen } = { low: limit(option.minimum), lowOpen: limit(option.exclusiveMinimum) };
  const { high, highOpen } = { high: limit(option.maximum), highOpen: limit(option.exclusiveMaximum) };
  const from = lowOpen !== undefined ? ` above ${lowOpen}` : low !== undefined ? ` from ${low}` : '';
  if (highOpen !== undefined) return `${from}${from === '' ? '' : ' to'} below ${highOpen}`;
  if (high !== undefined) return from === '' ? ` up to ${high}` : `${from} to ${high}`;
  return low !== undefined && from !== '' && lowOpen === undefined ? ` of at least ${low}` : from;
}

function listPhrase(option: SettingNode): string {
  const fixed = option.prefixItems;
  if (fixed !== undefined)
    return `a list of ${fixed.length} (${fixed.map((item) => expectation(resolved(item))).join(', ')})`;
  const item = Array.isArray(option.items) ? option.items[0] : option.items;
  const each = item === undefined || typeof item === 'boolean' ? 'a value' : expectation(item);
  return `a list, each ${each}`;
}
