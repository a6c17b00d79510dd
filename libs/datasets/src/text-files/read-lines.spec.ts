import { mkdir, writeFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { DataError } from '../data-error.js';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { readAllLines, readLines } from './read-lines.js';

const path = temporaryFolder();

async function file(name: string, content: string | Uint8Array): Promise<string> {
  await writeFile(path(name), content);
  return path(name);
}

describe('readLines', () => {
  it('reads LF and CRLF lines, with or without a last line end', async () => {
    expect(await readAllLines(await file('lf', 'a\nb\n'))).toEqual(['a', 'b']);
    expect(await readAllLines(await file('crlf', 'a\r\n\r\nb'))).toEqual(['a', '', 'b']);
    expect(await readAllLines(await file('blank', '\n\n'))).toEqual(['', '']);
    expect(await readAllLines(await file('nothing', ''))).toEqual([]);
  });

  it('splits on no other character', async () => {
    const line = 'a\u2028b\u2029c\u0085d\u000be\u000cf\rg';
    expect(await readAllLines(await file('separators', `${line}\nnext\n`))).toEqual([line, 'next']);
  });

  it('drops a byte order mark at the start of the file only', async () => {
    expect(await readAllLines(await file('bom', '\ufeffa\n\ufeffb\n'))).toEqual(['a', '\ufeffb']);
  });

  it('recognises gzip by its content, not by its name', async () => {
    expect(await readAllLines(await file('packed.de', gzipSync('Grüße\nSträuße\n')))).toEqual([
      'Grüße',
      'Sträuße',
    ]);
    expect(await readAllLines(await file('plain.gz', 'Grüße\n'))).toEqual(['Grüße']);
    const members = Buffer.concat([gzipSync('one\nt'), gzipSync('wo\n')]);
    expect(await readAllLines(await file('members', members))).toEqual(['one', 'two']);
  });

  it('keeps characters whole that lie across chunks', async () => {
    const lines = Array.from({ length: 3000 }, (_, index) => '€'.repeat(index % 97));
    expect(await readAllLines(await file('long', `${lines.join('\n')}\n`))).toEqual(lines);
    const one = 'ä€😀'.repeat(60_000);
    expect(await readAllLines(await file('one', one))).toEqual([one]);
  });

  it('names file and line of bytes that are not UTF-8', async () => {
    const bad = await file('latin1', Buffer.from('gut\nschön\n', 'latin1'));
    await expect(readAllLines(bad)).rejects.toThrow(
      new DataError(`Cannot read ${bad}: line 2 is not valid UTF-8.`),
    );
  });

  it('yields the lines before a bad one', async () => {
    const bad = await file('late', Buffer.concat([Buffer.from('gut\n'), Buffer.from([0xc3, 0x0a])]));
    const seen: string[] = [];
    await expect(
      (async () => {
        for await (const line of readLines(bad)) seen.push(line);
      })(),
    ).rejects.toThrow(DataError);
    expect(seen).toEqual(['gut']);
  });

  it('refuses lines beyond the bound', async () => {
    const long = await file('endless', `ok\n${'x'.repeat(500)}`);
    await expect(readAllLines(long, { maxLineBytes: 100 })).rejects.toThrow(
      /line 2 is longer than 100 bytes/,
    );
  });

  it('explains missing files, folders, and damaged gzip streams', async () => {
    await mkdir(path('folder'));
    await expect(readAllLines(path('absent'))).rejects.toThrow(
      new DataError(`Cannot read ${path('absent')}: there is no such file or folder.`),
    );
    await expect(readAllLines(path('folder'))).rejects.toThrow(/it is a folder, a file was expected/);
    const whole = gzipSync('line\n'.repeat(5000) + Math.PI);
    const cut = await file('cut.gz', whole.subarray(0, whole.length - 9));
    await expect(readAllLines(cut)).rejects.toThrow(
      new DataError(`Cannot read ${cut}: its gzip stream ends too early (the file is cut off).`),
    );
    const damaged = Buffer.from(whole);
    damaged.fill(0xff, 12, 24);
    await expect(readAllLines(await file('damaged.gz', damaged))).rejects.toThrow(
      /its gzip stream is damaged/,
    );
  });

  it('can be left early', async () => {
    const many = await file('many', 'line\n'.repeat(100_000));
    for await (const line of readLines(many)) {
      expect(line).toBe('line');
      break;
    }
  });
});
