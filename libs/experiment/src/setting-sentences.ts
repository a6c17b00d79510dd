import { type z } from 'zod';
import { UsageError } from './errors.js';
import { isRecord } from './is-record.js';
import { nearest } from './nearest.js';
import { childOf, expectation, keysOf, settingNames, type SettingNode } from './setting-schema.js';

/** The sentence for a setting that does not exist, with the nearest that does. `group` is where its last part is missing. */
export function unknownSetting(tree: SettingNode, group: SettingNode, path: readonly string[]): string {
  const parent = path.slice(0, -1).join('.');
  const key = path.at(-1) ?? '';
  const keys = keysOf(group);
  const sibling = nearest(key, keys);
  const near = sibling === undefined ? undefined : [parent, sibling].filter((part) => part !== '').join('.');
  const guess =
    near ??
    settingNames(tree).find((name) => name.split('.').at(-1) === key) ??
    nearest(path.join('.'), settingNames(tree));
  const hint = guess === undefined ? '' : `; did you mean '${guess}'?`;
  const where = parent === '' ? 'Settings' : `Settings of '${parent}'`;
  return `unknown setting '${path.join('.')}'${hint === '' ? '.' : hint} ${where}: ${keys.join(', ')}`;
}

/** The sentence for the first thing the schema finds wrong with settings. */
export function issueSentence(tree: SettingNode, settings: unknown, issue: z.core.$ZodIssue): string {
  const path = issue.path.map(String);
  const name = path.join('.');
  const node = path.reduce<SettingNode | undefined>(
    (parent, key) => (parent === undefined ? undefined : childOf(parent, key)),
    tree,
  );
  if (issue.code === 'unrecognized_keys')
    return unknownSetting(tree, node ?? tree, [...path, issue.keys[0] ?? '']);
  const value = path.reduce<unknown>(
    (group, key) => (isRecord(group) ? group[key] : Array.isArray(group) ? group[Number(key)] : undefined),
    settings,
  );
  if (issue.code === 'custom' || node === undefined) return `setting '${name}': ${issue.message}`;
  if (value === undefined) return `setting '${name}' is missing; it takes ${expectation(node)}`;
  return `setting '${name}' expects ${expectation(node)}, got ${typeof value === 'string' ? `'${value}'` : JSON.stringify(value)}`;
}

/** A sentence for an unknown name of a closed list: `unknown <what> 'x'; did you mean 'y'? <What>s: ...`. */
export function unknownName(what: string, name: string, known: readonly string[]): UsageError {
  const guess = nearest(name, known);
  const hint = guess === undefined ? '.' : `; did you mean '${guess}'?`;
  return new UsageError(`unknown ${what} '${name}'${hint} Known: ${known.join(', ')}`);
}
