import { writeFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { blockLines, encodeLines, readPairBlocks, type PairBlock } from './pair-blocks.js';
import { readAllLines } from './read-lines.js';

const path = temporaryFolder();

async function blocks(files: { source: string; target: string }[], size?: number): Promise<PairBlock[]> {
  const found: PairBlock[] = [];
  for await (const block of readPairBlocks(files, size)) found.push(block);
  return found;
}

async function pair(name: string, source: string | Uint8Array, target: string | Uint8Array) {
  const files = { source: path(`${name}.de`), target: path(`${name}.en`) };
  await writeFile(files.source, source);
  await writeFile(files.target, target);
  return files;
}

const odd = '\ufeffa\r\n\r\nb\u2028c\rd\n\u0085\n\n\ufeffe\r\nlast';

describe('readPairBlocks', () => {
  it.each([1, 2, 3, 5, 6, 7, 100])('gives the lines that readLines gives, %i at a time', async (size) => {
    const files = await pair(`odd-${size}`, odd, gzipSync(odd));
    const found = await blocks([files], size);
    const expected = await readAllLines(files.source);
    expect(expected).toHaveLength(7);
    for (const side of ['source', 'target'] as const) {
      expect(found.flatMap((block) => blockLines(block, side))).toEqual(expected);
    }
    expect(found.map(({ firstLine }) => firstLine)).toEqual(found.map((_, i) => 1 + i * size));
    expect(found.slice(0, -1).every(({ pairs }) => pairs === size)).toBe(true);
  });

  it('joins files, and keeps every block in one of them', async () => {
    const one = await pair('one', 'a\nb\nc\n', '1\n2\n3');
    const two = await pair('two', 'd\n', '4\n');
    const found = await blocks([one, two], 2);
    expect(found.map(({ pairs, firstLine }) => [pairs, firstLine])).toEqual([
      [2, 1],
      [1, 3],
      [1, 1],
    ]);
    expect(found.flatMap((block) => blockLines(block, 'target'))).toEqual(['1', '2', '3', '4']);
  });

  it('says how many lines each side has when they differ', async () => {
    const long = 'x\n'.repeat(12_345);
    const uneven = await pair('uneven', long, 'y\n'.repeat(5000));
    await expect(blocks([uneven])).rejects.toThrow(/uneven\.de has 12345 and .*uneven\.en has 5000/);
    await expect(blocks([await pair('empty', '', '')])).rejects.toThrow('empty.de is empty');
    await expect(blocks([await pair('half', 'x\n', '')])).rejects.toThrow('half.en is empty');
  });

  it('names file and line of bytes that are not UTF-8', async () => {
    const bad = Buffer.concat([Buffer.from('gut\ngut\ngut\n'), Buffer.from([0xff, 0xfe, 0x0a])]);
    const found = await blocks([await pair('bad', bad, 'x\n'.repeat(4))], 2);
    expect(() => found.map((block) => blockLines(block, 'source'))).toThrow(
      /bad\.de: line 4 is not valid UTF-8/,
    );
    await expect(blocks([await pair('both', bad, 'x\n')])).rejects.toThrow(/both\.de: line 4 is not valid/);
  });

  it('refuses what is no text', async () => {
    const files = await pair('huge', Buffer.alloc((1 << 24) + 2, 0x61), 'x\n');
    await expect(blocks([files])).rejects.toThrow('line 1 is longer than 16777216 bytes');
  });

  it('encodes lines as it reads them', async () => {
    const lines = ['ä', '', '😀 x'];
    const files = await pair('encoded', encodeLines(lines), encodeLines(lines));
    expect((await blocks([files])).flatMap((block) => blockLines(block, 'source'))).toEqual(lines);
    expect(encodeLines([])).toHaveLength(0);
  });
});
