import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolders } from './testing/temporary-folders.js';
import { removeTemporaryFiles, writeAtomic, writeJsonAtomic } from './atomic-file.js';
import { FileError, fileError } from './file-error.js';
import { countField, numbersField, parseJsonObject, stringField } from './json-fields.js';

const folderOf = temporaryFolders();

describe('writeAtomic', () => {
  it('leaves the old content and no temporary file when producing fails', async () => {
    const folder = folderOf();
    const file = join(folder, 'a.json');
    await writeJsonAtomic(file, { a: 1 });
    const failing = writeAtomic(file, async (writer) => {
      await writer.append(Buffer.from('half'));
      throw new Error('no more');
    });
    await expect(failing).rejects.toThrow('no more');
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ a: 1 });
    expect(readdirSync(folder)).toEqual(['a.json']);
  });

  it('appends, and overwrites what was appended', async () => {
    const file = join(folderOf(), 'new', 'a');
    await writeAtomic(file, async (writer) => {
      await writer.append(Buffer.from('one ???'));
      await writer.append(Buffer.from(' three'));
      await writer.overwrite(4, Buffer.from('two'));
    });
    expect(readFileSync(file, 'utf8')).toBe('one two three');
  });

  it('clears temporary files away, and nothing else', async () => {
    const folder = folderOf();
    mkdirSync(join(folder, 'sub'));
    for (const name of ['a.tmp', 'b', 'c.tmp.txt']) writeFileSync(join(folder, name), '');
    await removeTemporaryFiles(folder);
    expect(readdirSync(folder).sort()).toEqual(['b', 'c.tmp.txt', 'sub']);
    await removeTemporaryFiles(join(folder, 'missing'));
  });
});

describe('fileError', () => {
  it.each([
    ['EROFS', 'cannot write /run/x: the file system is read-only (EROFS)'],
    ['EACCES', 'cannot write /run/x: permission is denied (EACCES)'],
    ['ENOSPC', 'cannot write /run/x: no space is left on the disk (ENOSPC)'],
    ['EWEIRD', 'cannot write /run/x: something odd (EWEIRD)'],
  ])('says what %s means', (code, expected) => {
    const cause = Object.assign(new Error('something odd'), { code });
    const error = fileError('write', '/run/x', cause);
    expect(error).toBeInstanceOf(FileError);
    expect(error.message).toBe(expected);
    expect(error.cause).toBe(cause);
    expect(fileError('read', '/y', error)).toBe(error);
  });
});

describe('fields of JSON', () => {
  it('are read as what they must be', () => {
    const object = parseJsonObject('{"n":3,"s":"x","all":{"a":1.5}}');
    expect([countField(object, 'n'), stringField(object, 's'), numbersField(object, 'all')]).toEqual([
      3,
      'x',
      { a: 1.5 },
    ]);
  });

  it.each<[() => unknown, string]>([
    [() => parseJsonObject('{'), 'it is not JSON'],
    [() => parseJsonObject('[1]'), 'it is not a JSON object'],
    [() => countField({ n: -1 }, 'n'), "its 'n' is not a count"],
    [() => countField({ n: '1' }, 'n'), "it has no number 'n'"],
    [() => stringField({}, 's'), "it has no text 's'"],
    [() => numbersField({ all: 1 }, 'all'), "it has no object 'all'"],
    [() => numbersField({ all: { a: null } }, 'all'), "it has no number 'a'"],
  ])('or refused: %#', (read, message) => {
    expect(read).toThrow(message);
  });
});
