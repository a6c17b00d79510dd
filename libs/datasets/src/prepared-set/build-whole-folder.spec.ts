import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { buildWholeFolder } from './build-whole-folder.js';

const path = temporaryFolder();
const never = () => Promise.resolve(false);
const write = (text: string) => async (building: string) => writeFile(join(building, 'a'), text);
const content = (folder: string) => readFile(join(folder, 'a'), 'utf8');

it('gives the folder its name when everything is in it, and makes the folders above', async () => {
  await buildWholeFolder(path('x', 'y', 'set'), write('1'), never);
  expect(await content(path('x', 'y', 'set'))).toBe('1');
  expect(await readdir(path('x', 'y'))).toEqual(['set']);
});

it('leaves nothing behind when building fails', async () => {
  const failing = () => Promise.reject(new Error('no luck'));
  await expect(buildWholeFolder(path('failed', 'set'), failing, never)).rejects.toThrow('no luck');
  expect(await readdir(dirname(path('failed', 'set')))).toEqual([]);
});

it('keeps what another process finished meanwhile, and replaces what it did not', async () => {
  for (const whole of [true, false]) {
    const folder = path(`meanwhile-${whole}`, 'set');
    const build = async (building: string) => {
      await write('mine')(building);
      await mkdir(folder);
      await writeFile(join(folder, 'a'), 'theirs');
    };
    await buildWholeFolder(folder, build, () => Promise.resolve(whole));
    expect(await content(folder)).toBe(whole ? 'theirs' : 'mine');
    expect(await readdir(dirname(folder))).toEqual(['set']);
  }
});
