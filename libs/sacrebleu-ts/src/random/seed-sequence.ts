const POOL_WORDS = 4;
const INIT_A = 0x43b0d7e5;
const MULTIPLIER_A = 0x931e8875;
const INIT_B = 0x8b51f9dd;
const MULTIPLIER_B = 0x58f38ded;
const MIX_LEFT = 0xca01f9dd;
const MIX_RIGHT = 0x4973f715;

/**
 * Spreads a seed over as many 32-bit words as a generator needs, as numpy's `SeedSequence` does (after M. E. O'Neill's
 * `seed_seq_fe`, 2015): every bit of the seed reaches every word.
 *
 * @param seed a whole number from 0 to 2^53 - 1
 * @param count words wanted
 * @throws RangeError for any other seed
 */
export function seedWords(seed: number, count: number): Uint32Array {
  if (!Number.isSafeInteger(seed) || seed < 0) {
    throw new RangeError(`seed: expected a whole number from 0 to 2^53 - 1, got ${seed}`);
  }
  const pool = mixedPool([seed >>> 0, Math.floor(seed / 2 ** 32)]);
  const words = new Uint32Array(count);
  let constant = INIT_B;
  for (let index = 0; index < count; index += 1) {
    let word = (pool[index % POOL_WORDS] ?? 0) ^ constant;
    constant = Math.imul(constant, MULTIPLIER_B);
    word = Math.imul(word, constant);
    words[index] = word ^ (word >>> 16);
  }
  return words;
}

function mixedPool(entropy: readonly number[]): Uint32Array {
  let constant = INIT_A;
  const hash = (value: number): number => {
    let word = value ^ constant;
    constant = Math.imul(constant, MULTIPLIER_A);
    word = Math.imul(word, constant);
    return word ^ (word >>> 16);
  };
  const pool = new Uint32Array(POOL_WORDS);
  for (let index = 0; index < POOL_WORDS; index += 1) pool[index] = hash(entropy[index] ?? 0);
  for (let source = 0; source < POOL_WORDS; source += 1) {
    for (let target = 0; target < POOL_WORDS; target += 1) {
      if (source !== target) pool[target] = mix(pool[target] ?? 0, hash(pool[source] ?? 0));
    }
  }
  return pool;
}

function mix(left: number, right: number): number {
  const word = Math.imul(MIX_LEFT, left) - Math.imul(MIX_RIGHT, right);
  return word ^ (word >>> 16);
}
