import type { KernelCall } from '../kernel-call.js';
import type { ScalarType } from '../dispatch/program.js';

/**
 * How `@rdrop/ops` draws a mask: element i is made from word i mod 4 of Philox 4x32 with counter floor(i / elements), and
 * is dropped when its `bits` bits are below the rate's share of 2^bits. With two elements to a word, those whose number
 * modulo 8 is below 4 take the low half.
 */
const MASK = { rounds: 10, bits: 32, elements: 4 } as const satisfies MaskDefinition;

interface MaskDefinition {
  readonly rounds: 7 | 10;
  readonly bits: 16 | 32;
  readonly elements: 4 | 8;
}

/** Rates of the passes of a batch; the largest number of different ones a program can take. */
const MOST_RATES = 8;

/** One mask: what its programs are written with, and what they are run with. */
export interface Mask {
  /** Different rates, for the same number of equal blocks of elements; 0 when nothing is dropped. An option of programs. */
  readonly rates: number;
  readonly uniforms: Readonly<Record<string, number>>;
  readonly stepValues: Readonly<Record<string, number>>;
}

const NO_MASK: Mask = { rates: 0, uniforms: {}, stepValues: {} };

function threshold(rate: number): number {
  const share = rate * 2 ** MASK.bits;
  return MASK.bits === 32 ? Math.floor(share) : Math.round(share);
}

/**
 * The mask that a kernel's attributes key0, key1 and rates describe, for a tensor of `size` elements.
 *
 * @throws Error when a rate is not in [0, 1), or `size` does not split into as many blocks as there are rates
 */
export function maskOf(call: KernelCall, size: number): Mask {
  const given = call.numbers('rates');
  const wrong = given.find((rate) => !(rate >= 0 && rate < 1));
  if (wrong !== undefined) throw new Error(`${call.name}: expected rates in [0, 1), got ${wrong}`);
  if (given.every((rate) => rate === 0)) return NO_MASK;
  if (size % given.length !== 0 || given.length > MOST_RATES) {
    throw new Error(
      `${call.name}: expected a size that up to ${MOST_RATES} passes divide, got ${size} for ${given.length}`,
    );
  }
  const rates = new Set(given).size === 1 ? given.slice(0, 1) : given;
  const uniforms: Record<string, number> = { mask_block: Math.max(1, size / rates.length) };
  rates.forEach((rate, i) => {
    uniforms[`mask_threshold${i}`] = threshold(rate);
    uniforms[`mask_scale${i}`] = 1 / (1 - rate);
  });
  const stepValues = { mask_key0: call.number('key0'), mask_key1: call.number('key1') };
  return { rates: rates.length, uniforms, stepValues };
}

/** Uniforms and step values that a program with so many rates declares; none for 0. */
export function maskFields(rates: number): {
  uniforms: Record<string, ScalarType>;
  stepValues: Record<string, ScalarType>;
} {
  if (rates === 0) return { uniforms: {}, stepValues: {} };
  const uniforms: Record<string, ScalarType> = { mask_block: 'u32' };
  for (let i = 0; i < rates; i++) {
    uniforms[`mask_threshold${i}`] = 'u32';
    uniforms[`mask_scale${i}`] = 'f32';
  }
  return { uniforms, stepValues: { mask_key0: 'u32', mask_key1: 'u32' } };
}

/** High and low word of the product of two words, in 16-bit halves: WGSL has no wider integers. */
const MULTIPLY = `
fn multiply_high(a: u32, b: u32) -> u32 {
  let a0 = a & 0xffffu;
  let a1 = a >> 16u;
  let b0 = b & 0xffffu;
  let b1 = b >> 16u;
  let middle = a1 * b0 + ((a0 * b0) >> 16u);
  let carry = (a0 * b1 + (middle & 0xffffu)) >> 16u;
  return a1 * b1 + (middle >> 16u) + carry;
}`;

/** `philox(counter, key) -> vec4<u32>`: Philox 4x32 of the counter (low word, 0, 0, 0), with the rounds of a mask. */
export const PHILOX = `${MULTIPLY}
fn philox(counter: u32, key: vec2<u32>) -> vec4<u32> {
  var c = vec4<u32>(counter, 0u, 0u, 0u);
  var k = key;
  for (var round = 0u; round < ${MASK.rounds}u; round++) {
    let high0 = multiply_high(0xd2511f53u, c.x);
    let high1 = multiply_high(0xcd9e8d57u, c.z);
    c = vec4<u32>(high1 ^ c.y ^ k.x, 0xcd9e8d57u * c.z, high0 ^ c.w ^ k.y, 0xd2511f53u * c.x);
    k += vec2<u32>(0x9e3779b9u, 0xbb67ae85u);
  }
  return c;
}`;

function byBlock(name: 'threshold' | 'scale', type: ScalarType, rates: number): string {
  const cases = Array.from({ length: rates }, (_, i) =>
    i === rates - 1
      ? `return u.mask_${name}${i};`
      : `if (position < ${i + 1}u * u.mask_block) { return u.mask_${name}${i}; }`,
  );
  return `fn mask_${name}(position: u32) -> ${type} { ${cases.join(' ')} }`;
}

/** The numbers of the elements first .. first + 3, first a multiple of four. */
const NUMBERS =
  MASK.elements === 4
    ? 'return philox(first / 4u, vec2<u32>(step_mask_key0(), step_mask_key1()));'
    : `let words = philox(first / 8u, vec2<u32>(step_mask_key0(), step_mask_key1()));
  return (words >> vec4<u32>(select(0u, 16u, (first & 4u) != 0u))) & vec4<u32>(0xffffu);`;

const ONE_RATE = `return select(vec4<f32>(0.0), vec4<f32>(u.mask_scale0), numbers >= vec4<u32>(u.mask_threshold0));`;

const SEVERAL_RATES = `
  var scales = vec4<f32>(0.0);
  for (var i = 0u; i < 4u; i++) {
    if (numbers[i] >= mask_threshold(first + i)) { scales[i] = mask_scale(first + i); }
  }
  return scales;`;

/**
 * Functions that give what a mask multiplies elements by, 0 or 1 / (1 - rate); 1 for no rates. The declaring program has the
 * fields of `maskFields(rates)`.
 *
 * - `mask4(first) -> vec4<f32>`: elements first .. first + 3, first a multiple of four; one run of Philox
 * - `mask1(position) -> f32`: one element, at the same cost
 */
export function maskFunctions(rates: number): string {
  if (rates === 0) {
    return `
fn mask4(first: u32) -> vec4<f32> { return vec4<f32>(1.0); }
fn mask1(position: u32) -> f32 { return 1.0; }`;
  }
  return `${PHILOX}
${byBlock('threshold', 'u32', rates)}
${byBlock('scale', 'f32', rates)}
fn mask_numbers(first: u32) -> vec4<u32> {
  ${NUMBERS}
}
fn mask4(first: u32) -> vec4<f32> {
  let numbers = mask_numbers(first);
  ${rates === 1 ? ONE_RATE : SEVERAL_RATES}
}
fn mask1(position: u32) -> f32 { return mask4(position & ~3u)[position & 3u]; }`;
}

/** `mask_scale(position) -> f32` alone: what the elements that a mask keeps are multiplied by. */
export function scaleFunction(rates: number): string {
  return rates === 0 ? '' : byBlock('scale', 'f32', rates);
}

/** Elements of a mask that one run of Philox draws. */
export const GROUP = MASK.elements;

/**
 * `keep_group(number) -> u32`: of the elements number * GROUP and following, a bit each, 1 where kept. With the functions
 * of `maskFunctions`, for at least one rate.
 */
export const KEEP_GROUP = `
fn keep_group(number: u32) -> u32 {
  let words = philox(number, vec2<u32>(step_mask_key0(), step_mask_key1()));
  var kept = 0u;
  for (var i = 0u; i < ${GROUP}u; i++) {
    let drawn = ${MASK.bits === 32 ? 'words[i]' : '(words[i % 4u] >> (16u * (i / 4u))) & 0xffffu'};
    kept |= select(0u, 1u << i, drawn >= mask_threshold(number * ${GROUP}u + i));
  }
  return kept;
}`;
