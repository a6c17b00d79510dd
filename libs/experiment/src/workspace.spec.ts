import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { createLogger } from './logger.js';
import { shellCommand } from './shell-quote.js';
import { temporaryFolder } from './testing/run-fake.js';
import { defaultDataFolder, defaultRunFolder, findWorkspaceRoot } from './workspace.js';

const temporary = temporaryFolder();
afterAll(temporary.remove);

describe('the workspace', () => {
  it('is the nearest folder above with nx.json', () => {
    const root = temporary.in('workspace');
    mkdirSync(join(root, 'apps', 'a'), { recursive: true });
    writeFileSync(join(root, 'nx.json'), '{}');
    expect(findWorkspaceRoot(join(root, 'apps', 'a'))).toBe(root);
    expect(findWorkspaceRoot(root)).toBe(root);
    expect(defaultDataFolder(join(root, 'apps'))).toBe(join(root, 'data', 'cache'));
    expect(defaultRunFolder(root, { task: 't', experiment: 'e', seed: 4 })).toBe(
      join(root, 'runs', 't', 'e', 'seed-4'),
    );
  });

  it('outside one, the working folder takes its place', () => {
    expect(findWorkspaceRoot(temporary.path)).toBeUndefined();
    expect(defaultDataFolder(temporary.path)).toBe(temporary.in('data', 'cache'));
    expect(defaultRunFolder(temporary.path, { task: 't', experiment: 'e', seed: 4 })).toBe(
      temporary.in('runs', 't', 'e', 'seed-4'),
    );
  });
});

describe('createLogger', () => {
  it('writes lines, and on a terminal clears a live line first', () => {
    const lines: string[] = [];
    const write = (text: string): number => lines.push(text);
    createLogger({ write }).warn('careful');
    createLogger({ write, isTTY: true }).info('hello');
    expect(lines).toEqual(['warning: careful\n', '\r\u001b[2Khello\n']);
  });
});

describe('shellCommand', () => {
  it('quotes only what a shell would change', () => {
    expect(shellCommand(['train', '--set', 'betas=[0.9,0.98]', 'a b', '', "it's", '--out=./x'])).toBe(
      "train --set 'betas=[0.9,0.98]' 'a b' '' 'it'\\''s' --out=./x",
    );
  });
});
