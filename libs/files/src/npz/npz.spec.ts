import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { FileError } from '../file-error.js';
import { temporaryFolders } from '../testing/temporary-folders.js';
import { parseNpy } from './npy.js';
import { openNpz } from './npz.js';
import { NpzError } from './npz-error.js';

const folderOf = temporaryFolders();
const golden = (name: string): string =>
  fileURLToPath(new URL(`../testing/golden/${name}.npz`, import.meta.url));

/** A golden archive with bytes changed. */
function changed(name: string, change: (bytes: Buffer) => Buffer): string {
  const file = join(folderOf(), `${name}.npz`);
  writeFileSync(file, change(Buffer.from(readFileSync(golden(name)))));
  return file;
}

async function readAll(file: string, limits?: Parameters<typeof openNpz>[1]): Promise<void> {
  const npz = await openNpz(file, limits);
  try {
    for (const name of npz.names) await npz.read(name);
  } finally {
    await npz.close();
  }
}

describe.each(['stored', 'deflated'])('an archive that NumPy wrote, %s', (name) => {
  it('gives every array', async () => {
    const npz = await openNpz(golden(name));
    expect(npz.names.slice(0, 3)).toEqual(['a/kernel', 'b', 'c']);
    const kernel = await npz.read('a/kernel');
    expect(kernel.shape).toEqual([2, 3]);
    expect([...kernel.values]).toEqual([0, 1, 2, 3, 4, 5].map((value) => Math.fround(value / 7)));
    expect(await npz.read('b')).toEqual({ shape: [2], values: Float32Array.of(1.5, -2.25) });
    expect(await npz.read('c')).toEqual({ shape: [], values: Float32Array.of(7) });
    await expect(npz.read('d')).rejects.toThrow("it has no array 'd'");
    await npz.close();
  });

  it('refuses what exceeds the limits', async () => {
    await expect(readAll(golden(name), { entries: 2, entryBytes: 1e6 })).rejects.toThrow(NpzError);
    await expect(readAll(golden(name), { entries: 9, entryBytes: 100 })).rejects.toThrow('at most 100');
  });

  it('refuses one cut anywhere, and one with any byte of its directory changed', async () => {
    const { length } = readFileSync(golden(name));
    for (let cut = 0; cut < length; cut += 97) {
      await expect(readAll(changed(name, (bytes) => bytes.subarray(0, cut)))).rejects.toThrow(NpzError);
    }
    // Flags, dates and versions may be anything; what is not may be refused, and must fail in one way alone.
    for (let at = 0; at < length; at += 13) {
      const file = changed(name, (bytes) => {
        bytes[at] = (bytes[at] ?? 0) ^ 0xff;
        return bytes;
      });
      await readAll(file).catch((error: unknown) => {
        expect(error).toBeInstanceOf(NpzError);
      });
    }
  });
});

describe('openNpz', () => {
  it('finds a changed number by its checksum', async () => {
    const file = changed('stored', (bytes) => {
      const at = bytes.indexOf(Buffer.from(Float32Array.of(1 / 7).buffer));
      bytes[at] = (bytes[at] ?? 0) ^ 1;
      return bytes;
    });
    await expect(readAll(file)).rejects.toThrow('its checksum does not fit');
  });

  it('says that a file is missing', async () => {
    await expect(openNpz(join(folderOf(), 'none.npz'))).rejects.toThrow(FileError);
  });
});

describe('parseNpy', () => {
  const npy = (header: string, data: number): Uint8Array =>
    Buffer.concat([
      Buffer.from('\x93NUMPY\x01\x00', 'latin1'),
      Buffer.from(Uint16Array.of(header.length).buffer),
      Buffer.from(header, 'latin1'),
      Buffer.alloc(data),
    ]);

  it.each([
    ["{'descr': '<f4', 'fortran_order': True, 'shape': (2,)}", 8, 'stored by columns'],
    ["{'descr': '|O', 'fortran_order': False, 'shape': (2,)}", 8, "got '|O'"],
    ["{'descr': '<f4', 'fortran_order': False, 'shape': (3,)}", 8, 'expected 12 bytes'],
    ["{'descr': '<f4', 'shape': (2,)}", 8, 'does not say'],
  ])('refuses %s', (header, data, sentence) => {
    expect(() => parseNpy(npy(header, data), 'x')).toThrow(sentence);
  });
});
