import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
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

  it('takes a tool that names a command, and no other', () => {
    const root = workspaceOf(['a', '{ "rdrop": { "task": "a" } }']);
    const tools = {
      timer: '{ "rdrop": { "command": "time" } }',
      checks: '{}',
      other: '{ "rdrop": { "task": "b" } }',
    };
    for (const [folder, manifest] of Object.entries(tools)) {
      mkdirSync(join(root, 'tools', folder, 'src'), { recursive: true });
      writeFileSync(join(root, 'tools', folder, 'package.json'), manifest);
      writeFileSync(join(root, 'tools', folder, 'src', 'main.ts'), '');
    }
    expect(findApps(root).map(({ name, isTask }) => [name, isTask])).toEqual([
      ['a', true],
      ['time', false],
    ]);
  });

  it('finds the compiled main of an app', () => {
    const root = workspaceOf(['a', '{ "rdrop": { "task": "a" } }']);
    const source = join(root, 'apps', 'a', 'src');
    renameSync(join(source, 'main.ts'), join(source, 'main.js'));
    expect(findApps(root).map(({ mainFile }) => mainFile)).toEqual([join(source, 'main.js')]);
  });

  it.each([
    ['{ "rdrop": { "command": "Big" } }', 'expected "rdrop.command" to be a kebab-case name, got "Big"'],
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
