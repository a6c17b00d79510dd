import { readFile, stat, truncate, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { Random } from '../random.js';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { openTokenFile } from './token-file.js';
import { createTokenFile, packRows } from './write-token-file.js';

const path = temporaryFolder();

function randomRows(seed: number, count: number, bound: number): number[][][] {
  const random = new Random(seed);
  const sentence = () => Array.from({ length: random.integer(0, 12) }, () => random.integer(0, bound - 1));
  return Array.from({ length: count }, () => [sentence(), sentence()]);
}

async function write(name: string, rows: number[][][], bound: number): Promise<void> {
  const writer = await createTokenFile(path(name), { sides: 2, bound });
  for (let at = 0; at < rows.length; at += 50) {
    await writer.append(packRows(rows.slice(at, at + 50), { sides: 2, bound }));
  }
  expect(await writer.finish()).toBe(rows.length);
}

describe.each([
  [300, 2],
  [65_536, 2],
  [65_537, 4],
  [4_000_000_000, 4],
])('a token file with ids below %i', (bound, width) => {
  it('gives every row back, in any order', async () => {
    const rows = randomRows(bound, 333, Math.min(bound, 2 ** 31));
    await write(`a-${bound}`, rows, bound);
    const file = await openTokenFile(path(`a-${bound}`));
    expect(file.header).toEqual({ width, sides: 2, bound, rows: 333 });
    for (const index of [332, 0, 64, 63, 200, 65, 128]) {
      expect(file.row(index).map((side) => [...side])).toEqual(rows[index]);
    }
    for (const side of [0, 1]) {
      expect([...(file.lengths[side] ?? [])]).toEqual(rows.map((row) => row[side]?.length));
    }
    expect(() => file.row(333)).toThrow('expected a row in 0..332, got 333');
    const stream = rows.flat(2);
    const tokens = stream.length;
    expect(file.tokens).toBe(tokens);
    for (const [start, count] of [
      [0, tokens],
      [7, 1],
      [tokens - 3, 3],
      [5, 0],
    ] as const) {
      expect([...file.span(start, count)]).toEqual(stream.slice(start, start + count));
    }
    expect(() => file.span(tokens - 2, 3)).toThrow(`expected ids in 0..${tokens}, got 3 from ${tokens - 2}`);
    file.close();
    expect((await stat(path(`a-${bound}.ids`))).size).toBe(32 + width * tokens);
  });
});

describe('a token file', () => {
  it('may be empty', async () => {
    await write('empty', [], 10);
    const file = await openTokenFile(path('empty'));
    expect(file.lengths[0]).toHaveLength(0);
    file.close();
  });

  it('refuses ids and sentences that do not fit', () => {
    expect(() => packRows([[[1, 10], [2]]], { sides: 2, bound: 10 })).toThrow(
      'expected ids below 10, got 10',
    );
    expect(() => packRows([[[1]]], { sides: 2, bound: 10 })).toThrow('expected 2 sides, got 1');
    expect(() => packRows([[new Int32Array(65_536), [1]]], { sides: 2, bound: 10 })).toThrow(
      'A sentence has 65536 tokens',
    );
  });

  it('is refused where it is missing, cut off, unfinished or damaged', async () => {
    const rows = randomRows(1, 100, 300);
    const fresh = async (name: string) => {
      await write(name, rows, 300);
      return path(name);
    };
    await expect(openTokenFile(path('nowhere'))).rejects.toThrow(
      /Cannot read .*nowhere\.ids: there is no such/,
    );
    const short = await fresh('short');
    await truncate(`${short}.ids`, 100);
    await expect(openTokenFile(short)).rejects.toThrow(
      /short\.ids .* is damaged: it has 100 bytes, \d+ were/,
    );
    const index = await fresh('index');
    await truncate(`${index}.lengths`, 10);
    await expect(openTokenFile(index)).rejects.toThrow('index.lengths');
    const unfinished = await createTokenFile(path('unfinished'), { sides: 2, bound: 300 });
    await unfinished.append(packRows(rows, { sides: 2, bound: 300 }));
    await unfinished.abandon();
    await expect(openTokenFile(path('unfinished'))).rejects.toThrow('is no token file of version 1');
    const damaged = await fresh('damaged');
    const bytes = await readFile(`${damaged}.ids`);
    bytes.writeUInt16LE(300, 32);
    await writeFile(`${damaged}.ids`, bytes);
    const file = await openTokenFile(damaged);
    const first = rows.findIndex((row) => row.flat().length > 0);
    expect(() => file.row(first)).toThrow(`is damaged in row ${first + 1}`);
    file.close();
  });
});
