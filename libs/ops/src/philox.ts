/** Two unsigned 32-bit words: the key of one stream of random numbers. */
export interface RandomKey {
  readonly k0: number;
  readonly k1: number;
}

type Words = [number, number, number, number];

const MULTIPLIER_0 = 0xd2511f53;
const MULTIPLIER_1 = 0xcd9e8d57;
const WEYL_0 = 0x9e3779b9;
const WEYL_1 = 0xbb67ae85;
const ROUNDS = 10;
/** The fewest rounds that Salmon et al. found to pass BigCrush. */
const MASK_ROUNDS = 7;

/** High 32 bits of the 64-bit product of two unsigned words. */
function multiplyHigh(a: number, b: number): number {
  const aLow = a & 0xffff;
  const aHigh = a >>> 16;
  const bLow = b & 0xffff;
  const bHigh = b >>> 16;
  const middle = aHigh * bLow + ((aLow * bLow) >>> 16);
  const carry = (aLow * bHigh + (middle & 0xffff)) >>> 16;
  return (aHigh * bHigh + (middle >>> 16) + carry) >>> 0;
}

/** One block of Philox into `out` (four words), without allocating: the inner loop of every mask. */
function philoxBlock(out: Uint32Array, counter: Readonly<Words>, key: RandomKey, rounds: number): void {
  let [c0, c1, c2, c3] = counter;
  let { k0, k1 } = key;
  for (let round = 0; round < rounds; round++) {
    const high0 = multiplyHigh(MULTIPLIER_0, c0);
    const low0 = Math.imul(MULTIPLIER_0, c0);
    const high1 = multiplyHigh(MULTIPLIER_1, c2);
    const low1 = Math.imul(MULTIPLIER_1, c2);
    c0 = (high1 ^ c1 ^ k0) >>> 0;
    c1 = low1 >>> 0;
    c2 = (high0 ^ c3 ^ k1) >>> 0;
    c3 = low0 >>> 0;
    k0 = (k0 + WEYL_0) >>> 0;
    k1 = (k1 + WEYL_1) >>> 0;
  }
  out[0] = c0;
  out[1] = c1;
  out[2] = c2;
  out[3] = c3;
}

/**
 * Philox 4x32 (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC 2011), with ten rounds unless `rounds`
 * says otherwise: a bijection of the counter for each key, so that any element of a random tensor can be computed on
 * its own.
 *
 * @returns four unsigned 32-bit words.
 */
export function philox4x32(counter: Readonly<Words>, key: RandomKey, rounds = ROUNDS): Words {
  const out = new Uint32Array(4);
  philoxBlock(out, counter, key, rounds);
  const [w0 = 0, w1 = 0, w2 = 0, w3 = 0] = out;
  return [w0, w1, w2, w3];
}

/** FNV-1a over UTF-16 units: a stable 32-bit name for a site of the model. */
function hashSite(site: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < site.length; i++) {
    hash = Math.imul(hash ^ site.charCodeAt(i), 0x01000193);
  }
  return hash >>> 0;
}

/** Marks counters that derive keys, so that they never meet counters that draw elements. */
const KEY_DOMAIN = 0x52445250;
const TWO_32 = 2 ** 32;

const lowWord = (value: number) => value >>> 0;
const highWord = (value: number) => Math.floor(value / TWO_32) >>> 0;

function checkCount(what: string, value: number): void {
  if (!Number.isSafeInteger(value) || value < 0) {
    throw new Error(`deriveKey: expected ${what} to be a whole number from 0 to 2^53 - 1, got ${value}`);
  }
}

/**
 * The key of one site of the model in one update of one run. Randomness is a function of (seed, update, site,
 * element) and never a stream: nothing has to be stored to draw the same numbers again, on any engine.
 */
export function deriveKey(seed: number, update: number, site: string): RandomKey {
  checkCount('seed', seed);
  checkCount('update', update);
  const counter: Words = [lowWord(update), highWord(update), hashSite(site), KEY_DOMAIN];
  const [k0, k1] = philox4x32(counter, { k0: lowWord(seed), k1: highWord(seed) });
  return { k0, k1 };
}

type Visit = (index: number, value: number) => void;

/** How elements are cut from blocks: `length` of them a block, element by element. */
interface Stream {
  readonly rounds: number;
  readonly length: number;
  element(block: Uint32Array, lane: number): number;
}

const WORDS: Stream = { rounds: ROUNDS, length: 4, element: (block, lane) => block[lane] ?? 0 };

const HALF_WORDS: Stream = {
  rounds: MASK_ROUNDS,
  length: 8,
  element: (block, lane) => ((block[lane % 4] ?? 0) >>> (lane < 4 ? 0 : 16)) & 0xffff,
};

function visitStream(
  stream: Stream,
  key: RandomKey,
  [start, end]: readonly [number, number],
  visit: Visit,
): void {
  const { rounds, length } = stream;
  const block = new Uint32Array(4);
  for (let base = start - (start % length); base < end; base += length) {
    const counter = base / length;
    philoxBlock(block, [lowWord(counter), highWord(counter), 0, 0], key, rounds);
    for (let lane = 0; lane < length; lane++) {
      const index = base + lane;
      if (index >= start && index < end) visit(index, stream.element(block, lane));
    }
  }
}

/**
 * Calls `visit(index, word)` for elements `start <= index < end` of the stream of `key`.
 * Element i is word (i mod 4) of Philox 4x32-10 with counter floor(i / 4).
 */
export function visitWords(key: RandomKey, start: number, end: number, visit: Visit): void {
  visitStream(WORDS, key, [start, end], visit);
}

/**
 * Calls `visit(index, halfWord)`, 16 bits, for elements `start <= index < end` of the mask of `key`: a dropout mask needs
 * no more bits, and fewer rounds. Element i is half of word (i mod 4) of Philox 4x32-7 with counter floor(i / 8), the
 * low half when (i mod 8) < 4, else the high one.
 */
export function visitHalfWords(key: RandomKey, start: number, end: number, visit: Visit): void {
  visitStream(HALF_WORDS, key, [start, end], visit);
}

/** `size` numbers uniform in [low, high), 24 random bits each; the same for the same key everywhere. */
export function randomUniform(key: RandomKey, size: number, low: number, high: number): Float32Array {
  const values = new Float32Array(size);
  visitWords(key, 0, size, (index, word) => {
    values[index] = low + (high - low) * ((word >>> 8) / 0x1000000);
  });
  return values;
}

/** `size` numbers from a normal distribution with mean 0 (Box-Muller on pairs of elements of the stream). */
export function randomNormal(key: RandomKey, size: number, std: number): Float32Array {
  const values = new Float32Array(size);
  let radius = 0;
  visitWords(key, 0, size + (size % 2), (index, word) => {
    if (index % 2 === 0) {
      // (word + 1) / 2^32 lies in (0, 1]: the logarithm is finite.
      radius = std * Math.sqrt(-2 * Math.log((word + 1) / TWO_32));
      return;
    }
    const angle = (2 * Math.PI * word) / TWO_32;
    values[index - 1] = radius * Math.cos(angle);
    if (index < size) values[index] = radius * Math.sin(angle);
  });
  return values;
}

/** A permutation of 0 .. size-1 drawn from `key` (Fisher-Yates). */
export function shuffled(key: RandomKey, size: number): Int32Array {
  const order = Int32Array.from({ length: size }, (_, i) => i);
  visitWords(key, 0, size, (index, word) => {
    const last = size - 1 - index;
    const chosen = Math.floor((word / TWO_32) * (last + 1));
    const kept = order[last] ?? 0;
    order[last] = order[chosen] ?? 0;
    order[chosen] = kept;
  });
  return order;
}
