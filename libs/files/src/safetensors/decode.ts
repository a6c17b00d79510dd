import { SafetensorsError, type Dtype, type HostTensor, type TensorValues } from './format.js';

/** Turns a tensor's bytes (little-endian, tightly packed) into values. The bytes may be unaligned; they are copied. */
export function decodeValues(dtype: Dtype, bytes: Uint8Array): TensorValues {
  // Not bytes.slice(): on a Buffer that is a view of the same, possibly shared, memory.
  const { buffer } = new Uint8Array(bytes);
  switch (dtype) {
    case 'F32':
      return new Float32Array(buffer);
    case 'F64':
      return new Float64Array(buffer);
    case 'I32':
      return new Int32Array(buffer);
    case 'I64':
      return new BigInt64Array(buffer);
    case 'U8':
    case 'BOOL':
      return new Uint8Array(buffer);
    case 'BF16':
      return widenBfloat16(new Uint16Array(buffer));
    case 'F16':
      return widenFloat16(new Uint16Array(buffer));
  }
}

/**
 * A tensor's values as float32, whatever the file holds.
 * @throws SafetensorsError when an integer is too large for float32 to hold exactly.
 */
export function asFloat32(tensor: HostTensor): Float32Array {
  if (tensor.values instanceof Float32Array) return tensor.values;
  const result = new Float32Array(tensor.values.length);
  tensor.values.forEach((value: number | bigint, at: number) => {
    const number = Number(value);
    if (Math.abs(number) > 2 ** 24 && tensor.dtype !== 'F64') {
      throw new SafetensorsError(
        `asFloat32: expected integers up to 2^24, a ${tensor.dtype} tensor holds ${value}`,
      );
    }
    result[at] = number;
  });
  return result;
}

function widenBfloat16(halves: Uint16Array): Float32Array {
  // bfloat16 is the upper half of a float32.
  const words = new Uint32Array(halves.length);
  for (let i = 0; i < halves.length; i++) words[i] = (halves[i] ?? 0) << 16;
  return new Float32Array(words.buffer);
}

function widenFloat16(halves: Uint16Array): Float32Array {
  const result = new Float32Array(halves.length);
  for (let i = 0; i < halves.length; i++) result[i] = float16(halves[i] ?? 0);
  return result;
}

/** IEEE 754 binary16: 1 sign, 5 exponent (bias 15), 10 fraction bits. */
function float16(half: number): number {
  const sign = half & 0x8000 ? -1 : 1;
  const exponent = (half >>> 10) & 0x1f;
  const fraction = half & 0x3ff;
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : Number.NaN;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
