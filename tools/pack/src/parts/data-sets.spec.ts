import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { copyDataSets } from './data-sets.js';

const folder = temporaryFolder();
const cache = join(folder, 'cache');
for (const set of ['mini-de-en-de-en-0123456789', 'iwslt14-de-en-abcdefabcd', 'iwslt17-fr-en-abcdefabcd']) {
  mkdirSync(join(cache, 'translation', set), { recursive: true });
  writeFileSync(join(cache, 'translation', set, 'prepared.json'), '{}');
}
mkdirSync(join(cache, 'translation', 'mini-de-en-half'));

describe('copyDataSets', () => {
  it('takes whole sets by name, each once', async () => {
    const out = join(folder, 'out');
    const names = ['mini-de-en', 'iwslt14-de-en', 'translation/iwslt14-de-en-abcdefabcd'];
    const expected = ['translation/iwslt14-de-en-abcdefabcd', 'translation/mini-de-en-de-en-0123456789'];
    expect(await copyDataSets(cache, names, out)).toEqual(expected);
    for (const set of expected)
      expect(existsSync(join(out, 'data', 'cache', set, 'prepared.json'))).toBe(true);
    expect(existsSync(join(out, 'data', 'cache', 'translation', 'mini-de-en-half'))).toBe(false);
  });

  it('names the sets there are', async () => {
    await expect(copyDataSets(cache, ['wmt14'], folder)).rejects.toThrow(
      /--data: expected a set of .*cache, which has translation\/iwslt14-de-en-abcdefabcd, .*; got 'wmt14'$/,
    );
    await expect(copyDataSets(join(folder, 'none'), ['x'], folder)).rejects.toThrow(
      'which has no prepared set',
    );
  });
});
