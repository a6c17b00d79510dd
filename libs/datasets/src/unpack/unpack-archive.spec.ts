import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { tarOf, type TarEntry } from '../testing/tar-of.js';
import { zipOf } from '../testing/zip-of.js';
import { unpackArchive, type UnpackLimits, type UnpackOptions } from './unpack-archive.js';

const path = temporaryFolder();
const limits: UnpackLimits = { entries: 100, entryBytes: 1 << 20, totalBytes: 1 << 20 };
let count = 0;

async function unpack(bytes: Uint8Array, options: Partial<UnpackOptions> = {}) {
  count += 1;
  const [archive, into] = [path(`archive-${count}`), path(`out-${count}`)];
  await writeFile(archive, bytes);
  const unpacked = unpackArchive({ archive, into, limits, ...options });
  return { archive, into, unpacked };
}

/** Refused with these words, and nothing of it left. */
async function expectRefused(
  bytes: Uint8Array,
  words: string | RegExp,
  options: Partial<UnpackOptions> = {},
) {
  const { archive, into, unpacked } = await unpack(bytes, options);
  await expect(unpacked).rejects.toThrow(words);
  await expect(unpacked).rejects.toThrow(archive);
  expect(existsSync(into)).toBe(false);
  expect((await readdir(path())).filter((name) => name.includes('unpacking'))).toEqual([]);
}

const entries: TarEntry[] = [
  { path: 'de-en/', type: '5' },
  { path: './de-en/train.de', content: 'eins\n' },
  { path: 'de-en/train.en', content: 'one\n'.repeat(3000) },
  { path: 'de-en/readme', content: 'x' },
];
const forms: [string, (entries: TarEntry[]) => Uint8Array][] = [
  ['tar', tarOf],
  ['tar.gz', (list) => gzipSync(tarOf(list))],
  ['zip', zipOf],
];

describe.each(forms)('unpackArchive, %s', (form, pack) => {
  it('writes the wanted files under their names', async () => {
    const seen: number[] = [];
    const { into, unpacked } = await unpack(pack(form === 'zip' ? entries.slice(2) : entries), {
      wanted: (name) => name.startsWith('de-en/train'),
      onProgress: ({ bytes }) => seen.push(bytes),
    });
    const names = form === 'zip' ? ['train.en'] : ['train.de', 'train.en'];
    expect((await unpacked).files).toEqual(names.map((name) => `de-en/${name}`));
    expect(await readdir(`${into}/de-en`)).toEqual(names);
    expect(await readFile(`${into}/de-en/train.en`, 'utf8')).toBe('one\n'.repeat(3000));
    expect(seen.at(-1)).toBe((await unpacked).bytes);
  });

  it.each([
    ['../out', form === 'zip' ? 'invalid relative path' : 'leads out of the folder'],
    ['a/../../out', form === 'zip' ? 'invalid relative path' : 'leads out of the folder'],
    ['/etc/out', form === 'zip' ? 'absolute path' : 'has an absolute name'],
    ['C:/out', form === 'zip' ? 'absolute path' : 'has an absolute name'],
    ['a\\..\\out', form === 'zip' ? 'invalid characters' : 'has a backslash'],
    ['a\u001b[2J', 'control character'],
  ])('refuses the name %j', async (name, words) => {
    await expectRefused(pack([{ path: name, content: 'x' }]), words);
  });

  it('refuses a link, wherever it leads, and what would be written through it', async () => {
    await expectRefused(pack([{ path: 'a', type: '2', link: '/etc' }]), 'is a link');
    const through: TarEntry[] = [
      { path: 'a', type: '2', link: path() },
      { path: 'a/planted', content: 'x' },
    ];
    await expectRefused(pack(through), 'is a link');
    // The link is not wanted, and so not made: the file lands in a folder.
    const { into, unpacked } = await unpack(pack(through), { wanted: (name) => name === 'a/planted' });
    await unpacked;
    expect(await readFile(`${into}/a/planted`, 'utf8')).toBe('x');
    expect(existsSync(path('planted'))).toBe(false);
  });

  it('refuses devices, duplicates and a file where a folder is needed', async () => {
    await expectRefused(pack([{ path: 'pipe', type: '6' }]), 'is not a file');
    const twice = [
      { path: 'a', content: '1' },
      { path: './a', content: '2' },
    ];
    await expectRefused(pack(twice), 'two entries a');
    const inside: TarEntry[] = [
      { path: 'a', content: '1' },
      { path: 'a/b', content: '2' },
    ];
    await expectRefused(pack(inside), 'the entry a/b cannot be written');
  });

  it('refuses too many entries, too large a file, and too much in all', async () => {
    const many = Array.from({ length: 5 }, (_, i) => ({ path: `f${i}`, content: 'abcd' }));
    await expectRefused(pack(many), 'more than 4 entries', { limits: { ...limits, entries: 4 } });
    await expectRefused(pack(many), 'the entry f0 has more than 3 bytes', {
      limits: { ...limits, entryBytes: 3 },
    });
    await expectRefused(pack(many), 'more than 19 bytes together', { limits: { ...limits, totalBytes: 19 } });
    const { unpacked } = await unpack(pack(many), {
      limits: { entries: 5, entryBytes: 4, totalBytes: 20 },
    });
    expect((await unpacked).bytes).toBe(20);
  });

  it('refuses an archive that is cut off or damaged', async () => {
    const whole = pack([{ path: 'a', content: 'abc '.repeat(2000) }]);
    await expectRefused(whole.subarray(0, whole.length >> 1), /Truncated|cut off|truncated/);
    const garbage = Buffer.from(whole);
    garbage.fill(0xa5, 40, 60);
    await expectRefused(garbage, /damaged|cannot be written/);
  });

  it('stops when it is told to', async () => {
    const { unpacked } = await unpack(pack([{ path: 'a', content: 'x' }]), {
      signal: AbortSignal.abort(new Error('stopped')),
    });
    await expect(unpacked).rejects.toThrow('stopped');
  });
});

describe('unpackArchive', () => {
  it('refuses an entry that is larger than it says', async () => {
    const zip = Buffer.from(zipOf([{ path: 'a', content: 'a'.repeat(5000) }]));
    // The directory's word for the unpacked size: 24 bytes into its only record.
    const record = zip.indexOf(Buffer.from('PK\x01\x02', 'latin1'));
    zip.writeUInt32LE(10, record + 24);
    const { unpacked } = await unpack(zip, { limits: { ...limits, entryBytes: 100 } });
    await expect(unpacked).rejects.toThrow(/too many bytes|more than/);
  });

  it('leaves a folder alone that is there already', async () => {
    await mkdir(path('taken'));
    const bytes = tarOf([{ path: 'a', content: 'x' }]);
    const { unpacked } = await unpack(bytes, { into: path('taken') });
    await expect(unpacked).rejects.toThrow('is there already');
  });

  it('takes no file for an archive that is none, and names a missing one', async () => {
    await expectRefused(
      Buffer.from('just text, long enough to be read as a header '.repeat(30)),
      'no tar archive',
    );
    await expect(unpackArchive({ archive: path('missing'), into: path('x'), limits })).rejects.toThrow(
      /Cannot read .*missing: there is no such file/,
    );
  });
});
