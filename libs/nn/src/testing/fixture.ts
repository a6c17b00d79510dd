import { readFileSync } from 'node:fs';
import { parseSafetensors } from '@rdrop/files';

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
export function readFixture(path: URL): Map<string, FixtureTensor> {
  const { tensors } = parseSafetensors(readFileSync(path), path.pathname);
  const wanted = new Map<string, FixtureTensor>();
  for (const [name, { shape, values }] of tensors) {
    if (values instanceof Float32Array || values instanceof Int32Array)
      wanted.set(name, { shape: [...shape], values });
  }
  return wanted;
}
