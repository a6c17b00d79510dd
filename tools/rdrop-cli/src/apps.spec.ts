import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { findApps } from './apps.js';
import { type FakeApp, fakeWorkspace } from './testing/fake-workspace.js';

let remove = (): void => undefined;

function workspaceOf(...manifests: (readonly [folder: string, manifest: string])[]): string {
  const apps = manifests.map(([folder, manifest]): FakeApp => ({ folder, manifest, main: '' }));
  const workspace = fakeWorkspace(apps);
  remove = () => {
    workspace.remove();
  };
  return workspace.root;
}

afterEach(() => {
  remove();
});

describe('findApps', () => {
  it('passes over folders that are no app', () => {
    const root = workspaceOf(['a', '{ "rdrop": { "task": "a" } }']);
    mkdirSync(join(root, 'apps', 'notes'));
    expect(findApps(root).map(({ name }) => name)).toEqual(['a']);
  });

  it.each([
    ['{ "rdrop": { "task": "Big Task" } }', 'expected "rdrop.task" to be a kebab-case name, got "Big Task"'],
    ['{ "rdrop": { "task": 3 } }', 'expected "rdrop.task" to be a kebab-case name, got 3'],
    ['{ "rdrop": [] }', 'expected "rdrop" to be an object'],
    [
      '{ "rdrop": { "reproduce": ["train"] } }',
      'expected "rdrop.reproduce" to be a list of chains of lists of words',
    ],
    ['{ "rdrop": { "reproduce": [[[1]]] } }', 'expected words in "rdrop.reproduce", got 1'],
    ['{ "rdrop": ', 'not valid JSON'],
    ['[]', 'expected a JSON object'],
  ])('refuses %s', (manifest, problem) => {
    const root = workspaceOf(['a', manifest]);
    expect(() => findApps(root)).toThrow(`${join('apps', 'a', 'package.json')}: ${problem}`);
  });

  it('refuses two apps of one name', () => {
    const root = workspaceOf(['a', '{ "rdrop": { "task": "b" } }'], ['b', '{}']);
    expect(() => findApps(root)).toThrow("two apps are named 'b'");
  });
});
