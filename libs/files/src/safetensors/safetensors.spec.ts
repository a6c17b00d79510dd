import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { asFloat32, decodeValues } from './decode.js';
import { parseSafetensors, readSafetensors, readSafetensorsHeader } from './read.js';
import { encodeSafetensors } from './write.js';

const folder = mkdtempSync(join(tmpdir(), 'safetensors-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A file put together by hand, so that the reader is not only tested against our own writer. */
function file(header: string, data: Uint8Array = new Uint8Array()): Uint8Array {
  const json = Buffer.from(header);
  const prefix = Buffer.alloc(8);
  prefix.writeBigUInt64LE(BigInt(json.byteLength));
  return Buffer.concat([prefix, json, data]);
}

const sample = () =>
  encodeSafetensors(
    new Map([
      ['a.weight', { shape: [2, 3], values: Float32Array.of(1, -2, 3.5, NaN, Infinity, -0) }],
      ['ids', { shape: [4], values: Int32Array.of(7, -1, 2 ** 31 - 1, 0) }],
      ['scalar', { shape: [], values: Float32Array.of(0.1) }],
      ['empty', { shape: [0, 5], values: new Float32Array() }],
    ]),
    new Map([['format', 'pt']]),
  );

describe('writing and reading', () => {
  it('gives back what was written', () => {
    const { tensors, metadata } = parseSafetensors(sample());
    expect([...tensors.keys()].sort()).toEqual(['a.weight', 'empty', 'ids', 'scalar']);
    expect(tensors.get('a.weight')).toEqual({
      dtype: 'F32',
      shape: [2, 3],
      values: Float32Array.of(1, -2, 3.5, NaN, Infinity, -0),
    });
    expect(tensors.get('ids')?.values).toEqual(Int32Array.of(7, -1, 2 ** 31 - 1, 0));
    expect(tensors.get('scalar')?.shape).toEqual([]);
    expect(tensors.get('empty')).toEqual({ dtype: 'F32', shape: [0, 5], values: new Float32Array() });
    expect(metadata.get('format')).toBe('pt');
  });

  it('starts the data at a multiple of eight', () => {
    for (const name of ['a', 'ab', 'abc', 'abcdefgh']) {
      const bytes = encodeSafetensors(new Map([[name, { shape: [1], values: Float32Array.of(1) }]]));
      expect(Number(Buffer.from(bytes).readBigUInt64LE(0)) % 8).toBe(0);
    }
  });

  it('reads a file from disk, only the wanted tensors', async () => {
    const path = join(folder, 'sample.safetensors');
    writeFileSync(path, sample());
    const { tensors } = await readSafetensors(path, (name) => name === 'ids');
    expect([...tensors.keys()]).toEqual(['ids']);
    expect((await readSafetensorsHeader(path)).entries).toHaveLength(4);
  });

  it('widens half floats and reads the other dtypes', () => {
    const halves = Uint16Array.of(0x3c00, 0xc000, 0x0001, 0x7c00, 0x3555, 0x8000);
    const f16 = decodeValues('F16', new Uint8Array(halves.buffer));
    expect([...f16]).toEqual([1, -2, 2 ** -24, Infinity, 0.333251953125, -0]);
    const brains = Uint16Array.of(0x3f80, 0xc040, 0x7f80);
    expect([...decodeValues('BF16', new Uint8Array(brains.buffer))]).toEqual([1, -3, Infinity]);
    expect([...decodeValues('I64', new Uint8Array(BigInt64Array.of(-5n, 9n).buffer))]).toEqual([-5n, 9n]);
    expect([...decodeValues('F64', new Uint8Array(Float64Array.of(0.1).buffer))]).toEqual([0.1]);
    expect([...decodeValues('BOOL', Uint8Array.of(1, 0))]).toEqual([1, 0]);
  });

  it('converts to float32 only what float32 can hold', () => {
    expect(asFloat32({ dtype: 'I64', shape: [1], values: BigInt64Array.of(514n) })).toEqual(
      Float32Array.of(514),
    );
    expect(() => asFloat32({ dtype: 'I32', shape: [1], values: Int32Array.of(2 ** 24 + 1) })).toThrow(
      /2\^24/,
    );
  });

  it('refuses to write a name twice or values that do not fill the shape', () => {
    expect(() => encodeSafetensors(new Map([['x', { shape: [3], values: Float32Array.of(1) }]]))).toThrow(
      "tensor 'x': expected 3 values for [3], got 1",
    );
    expect(() =>
      encodeSafetensors(new Map([['__metadata__', { shape: [], values: Float32Array.of(1) }]])),
    ).toThrow(/once/);
  });
});

describe('untrusted input', () => {
  const f32 = (begin: number, end: number, shape = '[1]') =>
    `{"dtype":"F32","shape":${shape},"data_offsets":[${begin},${end}]}`;
  const four = new Uint8Array(4);
  const eight = new Uint8Array(8);
  it.each<[string, Uint8Array, RegExp]>([
    ['an empty file', new Uint8Array(), /got only 0 bytes/],
    [
      'a header longer than the file',
      Buffer.concat([Buffer.from([255, 0, 0, 0, 0, 0, 0, 0]), four]),
      /announces 255/,
    ],
    [
      'a header of 2^64-1 bytes',
      Buffer.concat([Buffer.alloc(8, 255), four]),
      /announces 18446744073709551615/,
    ],
    ['broken JSON', file('{"a":'), /JSON object in UTF-8/],
    ['a JSON list', file('[1]'), /JSON object/],
    [
      'invalid UTF-8',
      Buffer.concat([file('{"a"}').subarray(0, 8), Buffer.from([0x7b, 0xff, 0xff, 0xff, 0x7d])]),
      /UTF-8/,
    ],
    [
      'an unknown dtype',
      file(`{"a":{"dtype":"F8","shape":[1],"data_offsets":[0,4]}}`, four),
      /'a': expected a dtype of .*"F8"/,
    ],
    [
      'a dtype named like an object member',
      file(`{"a":{"dtype":"constructor","shape":[1],"data_offsets":[0,4]}}`, four),
      /dtype/,
    ],
    ['a negative size', file(`{"a":${f32(0, 4, '[-1]')}}`, four), /list of sizes/],
    ['a shape beyond its bytes', file(`{"a":${f32(0, 4, '[2]')}}`, four), /expected 8 bytes/],
    ['a shape that overflows', file(`{"a":${f32(0, 4, '[4294967296,4294967296,16]')}}`, four), /'a'/],
    ['an overlap', file(`{"a":${f32(0, 4)},"b":${f32(0, 4)}}`, eight), /'b' to start at byte 4/],
    ['a hole', file(`{"a":${f32(0, 4)},"b":${f32(8, 12)}}`, new Uint8Array(12)), /'b' to start at byte 4/],
    ['reversed offsets', file(`{"a":${f32(4, 0)}}`, four), /in order/],
    ['offsets beyond the file', file(`{"a":${f32(0, 4)}}`), /truncated/],
    ['bytes after the data', file(`{"a":${f32(0, 4)}}`, eight), /expected/],
    ['metadata that is not text', file('{"__metadata__":{"n":1}}'), /__metadata__\.n/],
  ])('%s', (_name, bytes, message) => {
    expect(() => parseSafetensors(bytes, 'x.safetensors')).toThrow(message);
    expect(() => parseSafetensors(bytes, 'x.safetensors')).toThrow(/^x\.safetensors: /);
  });

  it('refuses every truncation of a good file', () => {
    const bytes = sample();
    for (let end = 0; end < bytes.byteLength; end += 3) {
      expect(() => parseSafetensors(bytes.subarray(0, end))).toThrow();
    }
  });

  it('takes __proto__ as an ordinary name', () => {
    const { tensors } = parseSafetensors(file(`{"__proto__":${f32(0, 4)}}`, four));
    expect([...tensors.keys()]).toEqual(['__proto__']);
  });

  it('names a file that is not there', async () => {
    await expect(readSafetensors(join(folder, 'none'))).rejects.toThrow(
      /cannot read .*none: there is no such file/,
    );
  });
});
