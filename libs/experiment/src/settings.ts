import { type z } from 'zod';
import { UsageError } from './errors.js';
import { isRecord } from './is-record.js';
import { issueSentence, unknownSetting } from './setting-sentences.js';
import {
  acceptsType,
  childOf,
  expectation,
  isGroup,
  settingTree,
  type SettingNode,
} from './setting-schema.js';

/**
 * Applies `--set a.b=value` texts to an experiment and validates the whole.
 * @param schema the task's strict schema; it types the values and names the settings.
 * @param experiment plain data the settings are laid over; not changed.
 * @param assignments texts `a.b=value`, applied in order; the value is a number, true, false, null, text or JSON.
 *   null for a setting that may be left out (and is not nullable) removes it.
 * @throws UsageError with one sentence for an unknown setting, a wrong type or a value out of bounds.
 */
export function applySettings<E>(
  schema: z.ZodType<E>,
  experiment: unknown,
  assignments: readonly string[],
): E {
  const tree = settingTree(schema);
  let settings = experiment;
  for (const assignment of assignments) {
    const { path, text } = splitAssignment(assignment);
    const node = findSetting(tree, path);
    settings = withValue(settings, path, readValue(node, path.join('.'), text));
  }
  return checkSettings(schema, settings);
}

/**
 * Validates settings that were not typed by the compiler (a config file, settings from the command line).
 * @throws UsageError naming the first setting at fault, what it takes and what came.
 */
export function checkSettings<E>(schema: z.ZodType<E>, settings: unknown): E {
  const result = schema.safeParse(settings);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  throw new UsageError(
    issue === undefined ? 'the settings are not valid' : issueSentence(settingTree(schema), settings, issue),
  );
}

/** The text that `--set` reads back as the same value: `--set name=formatSetting(value)`. */
export function formatSetting(value: unknown): string {
  if (typeof value !== 'string') return JSON.stringify(value);
  return interpretations(value).length > 1 ? JSON.stringify(value) : value;
}

/** All values of an experiment as `name`, `value` pairs with dotted names, in the order of declaration; absent ones left out. */
export function flattenSettings(settings: unknown, prefix = ''): (readonly [string, unknown])[] {
  if (settings === undefined) return [];
  if (!isRecord(settings) || (prefix !== '' && Object.keys(settings).length === 0))
    return [[prefix, settings]];
  return Object.entries(settings).flatMap(([key, value]) =>
    flattenSettings(value, prefix === '' ? key : `${prefix}.${key}`),
  );
}

function splitAssignment(assignment: string): { path: string[]; text: string } {
  const split = assignment.indexOf('=');
  if (split <= 0)
    throw new UsageError(`--set expects name=value (for example model.dropout=0.3), got '${assignment}'`);
  return { path: assignment.slice(0, split).trim().split('.'), text: assignment.slice(split + 1) };
}

function findSetting(tree: SettingNode, path: readonly string[]): SettingNode {
  let node = tree;
  for (const [depth, key] of path.entries()) {
    const parent = path.slice(0, depth).join('.');
    if (depth > 0 && !isGroup(node)) {
      throw new UsageError(
        `setting '${parent}' takes ${expectation(node)} and has no setting '${key}' inside; give it whole: --set ${parent}=...`,
      );
    }
    const child = childOf(node, key);
    if (child === undefined) throw new UsageError(unknownSetting(tree, node, path.slice(0, depth + 1)));
    node = child;
  }
  return node;
}

const plainNumber = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

// what a text can stand for, the most specific first; the setting's type picks one
function interpretations(text: string): unknown[] {
  const trimmed = text.trim();
  if (plainNumber.test(trimmed)) return [Number(trimmed), text];
  try {
    return [JSON.parse(trimmed), text];
  } catch {
    return [text];
  }
}

const removed = Symbol('removed setting');

function readValue(node: SettingNode, name: string, text: string): unknown {
  const candidates = interpretations(text);
  for (const candidate of candidates) if (acceptsType(node, candidate)) return candidate;
  if (candidates[0] === null) return removed;
  throw new UsageError(`setting '${name}' expects ${expectation(node)}, got '${text}'`);
}

function withValue(settings: unknown, path: readonly string[], value: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  const record = isRecord(settings) ? settings : {};
  if (rest.length > 0) return { ...record, [key]: withValue(record[key], rest, value) };
  if (value !== removed) return { ...record, [key]: value };
  return Object.fromEntries(Object.entries(record).filter(([name]) => name !== key));
}
