import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { launcherText, nodeOptionsOf } from './launcher.js';
import { temporaryFolder } from './testing/temporary-folder.js';

/** A packed folder whose Node.js prints what it gets. */
const folder = join(temporaryFolder(), 'a folder');
mkdirSync(join(folder, 'bin'), { recursive: true });
mkdirSync(join(folder, 'vulkan'));
const script = join(folder, 'rdrop');
const fakeNode = join(folder, 'bin', 'node');
writeFileSync(
  script,
  launcherText({ nodeOptions: ['--one=1', '--two'], commit: 'c0ffee', hasChanges: true }),
);
writeFileSync(
  fakeNode,
  `#!/bin/sh
for word in "$@"; do echo "word $word"; done
echo "libraries $LD_LIBRARY_PATH"; echo "driver $VK_DRIVER_FILES"; echo "commit $RDROP_COMMIT $RDROP_COMMIT_CHANGED"
echo "runtime $XDG_RUNTIME_DIR"
`,
);
for (const file of [script, fakeNode]) chmodSync(file, 0o755);

function run(words: string[], env: NodeJS.ProcessEnv = {}, cwd = '/', program = script): string[] {
  return execFileSync(program, words, { env, cwd, encoding: 'utf8' }).split('\n');
}

describe('nodeOptionsOf', () => {
  it('reads the first line of a program', () => {
    expect(nodeOptionsOf('#!/usr/bin/env -S node --a=1 --b\n--c')).toEqual(['--a=1', '--b']);
    expect(nodeOptionsOf('import x;')).toEqual([]);
  });
});

describe('launcherText', () => {
  it('starts the program with its options and all words, from any folder and without an environment', () => {
    const expected = [
      'word --one=1',
      'word --two',
      `word ${join(folder, 'tools/rdrop-cli/bin/rdrop.mjs')}`,
      'word translation',
      'word two words',
      'word ',
      'word $HOME',
    ];
    const words = ['translation', 'two words', '', '$HOME'];
    expect(run(words).slice(0, expected.length)).toEqual(expected);
    expect(run(words, {}, folder, './rdrop').slice(0, expected.length)).toEqual(expected);
  });

  it('says what was packed, and puts its libraries after those that are set', () => {
    const lines = run([], { LD_LIBRARY_PATH: '/mine' });
    expect(lines).toContain('commit c0ffee yes');
    expect(lines).toContain('runtime /tmp');
    const [libraries = ''] = lines.filter((line) => line.startsWith('libraries'));
    expect(libraries).toMatch(/^libraries \/mine:/);
    expect(libraries.endsWith(`:${join(folder, 'vulkan')}`)).toBe(true);
  });

  it('leaves a driver that is named alone', () => {
    expect(run([], { VK_DRIVER_FILES: '/mine.json', XDG_RUNTIME_DIR: '/run/me' })).toEqual(
      expect.arrayContaining(['driver /mine.json', 'runtime /run/me']),
    );
    expect(run([], { VK_ICD_FILENAMES: '/mine.json' })).toContain('driver ');
  });

  it('says nothing of a commit where there is none', () => {
    const text = launcherText({ nodeOptions: [], commit: undefined, hasChanges: false });
    expect(text).not.toContain('RDROP_COMMIT');
  });
});
