import { readFileSync } from 'node:fs';

/** One tensor of a fixture file. */
export interface FixtureTensor {
  readonly shape: number[];
  readonly values: Float32Array | Int32Array;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function record(value: unknown, where: string): Record<string, unknown> {
  if (!isRecord(value)) throw new Error(`${where}: expected an object`);
  return value;
}

export function numbers(value: unknown, where: string): number[] {
  if (!Array.isArray(value)) throw new Error(`${where}: expected a list of numbers`);
  return value.map((entry: unknown) => {
    if (typeof entry !== 'number') throw new Error(`${where}: expected numbers, got ${typeof entry}`);
    return entry;
  });
}

/** Reads the F32 and I32 tensors of a safetensors file; others (position-id buffers) are left out. */
export function readSafetensors(path: URL): Map<string, FixtureTensor> {
  const file = readFileSync(path);
  const bytes = file.buffer.slice(file.byteOffset, file.byteOffset + file.byteLength);
  const headerLength = Number(new DataView(bytes).getBigUint64(0, true));
  const dataStart = 8 + headerLength;
  const parsed: unknown = JSON.parse(new TextDecoder().decode(new Uint8Array(bytes, 8, headerLength)));
  const tensors = new Map<string, FixtureTensor>();
  for (const [name, value] of Object.entries(record(parsed, path.pathname))) {
    const entry = record(value, name);
    const { dtype } = entry;
    if (dtype !== 'F32' && dtype !== 'I32') continue;
    const [begin = 0, end = 0] = numbers(entry['data_offsets'], name);
    const data = bytes.slice(dataStart + begin, dataStart + end);
    tensors.set(name, {
      shape: numbers(entry['shape'], name),
      values: dtype === 'F32' ? new Float32Array(data) : new Int32Array(data),
    });
  }
  return tensors;
}
