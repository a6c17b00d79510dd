/**
 * The tokens that would complete an n-gram which `prefix` (start symbol included) already holds. n is at least 2.
 */
export function repeatedNgramTokens(prefix: Int32Array, n: number): number[] {
  const banned: number[] = [];
  const tail = prefix.length - (n - 1);
  for (let start = 0; start < tail; start++) {
    let same = true;
    for (let i = 0; same && i < n - 1; i++) same = prefix[start + i] === prefix[tail + i];
    const next = prefix[start + n - 1];
    if (same && next !== undefined) banned.push(next);
  }
  return banned;
}
