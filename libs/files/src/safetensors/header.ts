import {
  DTYPE_BYTES,
  elementCount,
  isDtype,
  MAX_HEADER_BYTES,
  SafetensorsError,
  type SafetensorsHeader,
  type TensorEntry,
} from './format.js';

/** Bytes before the JSON header: its length as a little-endian uint64. */
export const PREFIX_BYTES = 8;

/**
 * Reads the header's length from the first eight bytes and bounds it by the file.
 * @throws SafetensorsError when the file is too short for the header it announces.
 */
export function parseHeaderLength(prefix: Uint8Array, fileBytes: number, file: string): number {
  if (prefix.byteLength < PREFIX_BYTES) {
    throw new SafetensorsError(`${file}: expected a safetensors file, got only ${fileBytes} bytes`);
  }
  const length = new DataView(prefix.buffer, prefix.byteOffset, PREFIX_BYTES).getBigUint64(0, true);
  const most = Math.min(MAX_HEADER_BYTES, fileBytes - PREFIX_BYTES);
  if (length < 2n || length > BigInt(most)) {
    throw new SafetensorsError(
      `${file}: expected a header of 2 to ${most} bytes, the file announces ${length}`,
    );
  }
  return Number(length);
}

/**
 * Parses and checks a header: known dtypes, shapes that fit their bytes, and data without overlap or holes that ends
 * exactly where the file ends.
 */
export function parseHeader(json: Uint8Array, fileBytes: number, file: string): SafetensorsHeader {
  const fail = (message: string): never => {
    throw new SafetensorsError(`${file}: ${message}`);
  };
  const dataStart = PREFIX_BYTES + json.byteLength;
  const entries: TensorEntry[] = [];
  let metadata: ReadonlyMap<string, string> = new Map();
  for (const [name, value] of Object.entries(parseObject(json, fail))) {
    if (name === '__metadata__') metadata = parseMetadata(value, fail);
    else entries.push(parseEntry(name, value, fail));
  }
  entries.sort((a, b) => a.begin - b.begin || a.end - b.end);
  let position = 0;
  for (const entry of entries) {
    if (entry.begin !== position) {
      fail(`expected tensor '${entry.name}' to start at byte ${position} of the data, got ${entry.begin}`);
    }
    position = entry.end;
  }
  if (dataStart + position !== fileBytes) {
    fail(`expected ${dataStart + position} bytes from the header, the file has ${fileBytes} (truncated?)`);
  }
  return { entries, metadata, dataStart };
}

type Fail = (message: string) => never;

function parseObject(json: Uint8Array, fail: Fail): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(json));
    if (isObject(value)) return value;
  } catch {
    // Falls through to the one sentence below: the parser's own message quotes the file at length.
  }
  return fail('expected the header to be a JSON object in UTF-8');
}

function parseMetadata(value: unknown, fail: Fail): ReadonlyMap<string, string> {
  if (!isObject(value)) return fail('expected __metadata__ to be an object of strings');
  const metadata = new Map<string, string>();
  for (const [key, text] of Object.entries(value)) {
    if (typeof text !== 'string') return fail(`expected __metadata__.${key} to be a string`);
    metadata.set(key, text);
  }
  return metadata;
}

function parseEntry(name: string, value: unknown, fail: Fail): TensorEntry {
  const at = `tensor '${name}'`;
  if (!isObject(value)) return fail(`expected ${at} to be described by an object`);
  const { dtype, shape, data_offsets: offsets } = value;
  if (!isDtype(dtype)) {
    return fail(
      `${at}: expected a dtype of ${Object.keys(DTYPE_BYTES).join(', ')}, got ${JSON.stringify(dtype)}`,
    );
  }
  if (!isSizes(shape))
    return fail(`${at}: expected shape to be a list of sizes, got ${JSON.stringify(shape)}`);
  if (!isSizes(offsets)) return fail(`${at}: expected data_offsets to be two byte positions`);
  const [begin, end, ...rest] = offsets;
  if (begin === undefined || end === undefined || rest.length > 0 || end < begin) {
    return fail(
      `${at}: expected data_offsets to be two byte positions in order, got [${offsets.join(', ')}]`,
    );
  }
  const bytes = elementCount(shape) * DTYPE_BYTES[dtype];
  if (!Number.isSafeInteger(bytes) || bytes !== end - begin) {
    return fail(`${at}: expected ${bytes} bytes for ${dtype} [${shape.join(', ')}], got ${end - begin}`);
  }
  return { name, dtype, shape, begin, end };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isSizes(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && size >= 0);
}
