import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { copyNode } from './node-program.js';

const folder = temporaryFolder();

it('copies the running program', async () => {
  expect(await copyNode(process.execPath, folder)).toBe(process.versions.node);
  expect(statSync(join(folder, 'bin', 'node')).mode & 0o777).toBe(0o755);
});

it('refuses programs of other machines, and what is none', async () => {
  const arm = join(folder, 'arm');
  const header = Buffer.alloc(64);
  Buffer.from([0x7f, 0x45, 0x4c, 0x46, 2, 1]).copy(header);
  header.writeUInt16LE(183, 18);
  writeFileSync(arm, header);
  const script = join(folder, 'script');
  writeFileSync(script, '#!/bin/sh\n');
  for (const program of [arm, script]) {
    await expect(copyNode(program, folder)).rejects.toThrow(
      `--node: expected a program for x86-64 Linux, got ${program}`,
    );
  }
  await expect(copyNode(join(folder, 'none'), folder)).rejects.toThrow('none cannot be read (ENOENT)');
});

it('refuses a program that is not Node.js', async () => {
  await expect(copyNode('/bin/false', folder)).rejects.toThrow('--node: /bin/false does not run');
});
