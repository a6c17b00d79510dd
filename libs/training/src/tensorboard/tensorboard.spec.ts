import { appendFileSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolders } from '../testing/run-folder.js';
import { crc32c, maskedCrc32c } from './crc32c.js';
import { EventFile } from './event-file.js';

const folderOf = temporaryFolders();

/** CRC-32C bit by bit, without a table: slow, independent of the code under test. */
function slowCrc(bytes: Uint8Array): number {
  let crc = 0xffffffffn;
  for (const byte of bytes) {
    crc ^= BigInt(byte);
    for (let bit = 0; bit < 8; bit++) crc = crc & 1n ? (crc >> 1n) ^ 0x82f63b78n : crc >> 1n;
  }
  return Number(crc ^ 0xffffffffn);
}

interface Field {
  readonly number: number;
  readonly value: number | Buffer;
}

/** A generic protobuf parser for the wire types in use. */
function fields(message: Buffer): Field[] {
  const found: Field[] = [];
  let at = 0;
  const varint = (): number => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = message.readUInt8(at++);
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return Number(value);
    }
  };
  while (at < message.byteLength) {
    const key = varint();
    const number = key >> 3;
    switch (key & 7) {
      case 0:
        found.push({ number, value: varint() });
        break;
      case 1:
        found.push({ number, value: message.readDoubleLE(at) });
        at += 8;
        break;
      case 2: {
        const length = varint();
        found.push({ number, value: message.subarray(at, at + length) });
        at += length;
        break;
      }
      case 5:
        found.push({ number, value: message.readFloatLE(at) });
        at += 4;
        break;
      default:
        throw new Error(`wire type ${key & 7}`);
    }
  }
  return found;
}

const get = (message: Buffer, number: number) =>
  fields(message).find((field) => field.number === number)?.value;
const buffer = (value: number | Buffer | undefined): Buffer =>
  Buffer.isBuffer(value) ? value : Buffer.alloc(0);

function readEvents(folder: string) {
  const [name, ...others] = readdirSync(folder);
  expect(others).toEqual([]);
  expect(name).toMatch(/^events\.out\.tfevents\.\d{10}\./);
  const bytes = readFileSync(join(folder, name ?? ''));
  const mask = (crc: number) =>
    Number(((BigInt(crc) >> 15n) | ((BigInt(crc) << 17n) & 0xffffffffn)) + 0xa282ead8n) % 2 ** 32;
  const events: Buffer[] = [];
  for (let at = 0; at < bytes.byteLength;) {
    const length = Number(bytes.readBigUInt64LE(at));
    expect(bytes.readUInt32LE(at + 8)).toBe(mask(slowCrc(bytes.subarray(at, at + 8))));
    const data = bytes.subarray(at + 12, at + 12 + length);
    expect(bytes.readUInt32LE(at + 12 + length)).toBe(mask(slowCrc(data)));
    events.push(data);
    at += 16 + length;
  }
  const [version, ...scalars] = events;
  expect(buffer(get(buffer(version), 3)).toString()).toBe('brain.Event:2');
  return scalars.map((event) => ({
    wallTime: get(event, 1),
    step: get(event, 2),
    values: Object.fromEntries(
      fields(buffer(get(event, 5))).map(({ value }) => [
        buffer(get(buffer(value), 1)).toString(),
        get(buffer(value), 2),
      ]),
    ),
  }));
}

const record = (update: number, loss: number) => ({
  kind: 'train' as const,
  update,
  epoch: 1,
  metrics: { loss, kl: 0.5 },
  learningRate: 0.25,
  seconds: 1,
});

describe('crc32c', () => {
  // RFC 3720, appendix B.4, and the common check value.
  it.each<[string, Uint8Array, number]>([
    ['32 zero bytes', new Uint8Array(32), 0x8a9136aa],
    ['32 bytes of ones', new Uint8Array(32).fill(0xff), 0x62a8ab43],
    ['0 to 31', Uint8Array.from({ length: 32 }, (_, i) => i), 0x46dd794e],
    ['31 to 0', Uint8Array.from({ length: 32 }, (_, i) => 31 - i), 0x113fdb5c],
    ["'123456789'", Buffer.from('123456789'), 0xe3069283],
    ['nothing', new Uint8Array(), 0],
  ])('%s', (_name, bytes, expected) => {
    expect(crc32c(bytes)).toBe(expected);
  });

  it('masks as an unsigned 32-bit number', () => {
    expect(maskedCrc32c(new Uint8Array())).toBe(0xa282ead8);
    expect(maskedCrc32c(Buffer.from('123456789'))).toBeGreaterThanOrEqual(0);
  });
});

describe('EventFile', () => {
  it('is read back by an independent parser', async () => {
    const folder = folderOf();
    const before = Date.now() / 1000;
    const events = await EventFile.open(folder);
    await events.write(record(5, 4.5));
    await events.write({
      kind: 'validation',
      update: 300_000,
      epoch: 2,
      metrics: { bleu: 34.25 },
      seconds: 2,
    });
    await events.close();
    const [first, second] = readEvents(folder);
    expect(first).toMatchObject({
      step: 5,
      values: { 'train/loss': 4.5, 'train/kl': 0.5, 'train/learning_rate': 0.25 },
    });
    expect(second).toMatchObject({ step: 300_000, values: { 'validation/bleu': 34.25 } });
    expect(first?.wallTime).toBeGreaterThanOrEqual(before);
  });

  it('goes on in the same file, cut back to an update, without torn records', async () => {
    const folder = folderOf();
    const first = await EventFile.open(folder);
    for (const update of [100, 200, 300]) await first.write(record(update, update));
    await first.close();
    appendFileSync(join(folder, readdirSync(folder)[0] ?? ''), Buffer.from([9, 0, 0, 0, 0, 0, 0, 0, 1, 2]));
    const second = await EventFile.open(folder);
    await second.rewind({ update: 200 });
    await second.write(record(250, 1));
    await second.close();
    expect(readEvents(folder).map(({ step }) => step)).toEqual([100, 200, 250]);
  });

  it('starts over when nothing is to be kept or the file is none', async () => {
    const folder = folderOf();
    const first = await EventFile.open(folder);
    await first.write(record(0, 1));
    await first.rewind({ update: -1 });
    expect(readEvents(folder)).toEqual([]);
    await first.close();
  });
});
