/** A small repeatable generator of numbers in [0, 1) (mulberry32), for property tests. */
export function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Lines of random words over an alphabet. */
export function randomLines(seed: number, lines: number, alphabet = 'abcäß中😀ﬀ'): string[] {
  const next = randomNumbers(seed);
  const characters = Array.from(alphabet);
  const below = (limit: number): number => Math.floor(next() * limit);
  return Array.from({ length: lines }, () =>
    Array.from({ length: 1 + below(6) }, () =>
      Array.from({ length: 1 + below(7) }, () => characters[below(characters.length)] ?? '').join(''),
    ).join(' '),
  );
}
