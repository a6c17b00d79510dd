/**
 * Checks that hypotheses and reference sets belong together.
 *
 * @throws RangeError, beginning with `where`, for an empty corpus, no reference set, or one of another length
 */
export function checkSegments(
  where: string,
  hypotheses: readonly string[],
  references: readonly (readonly string[])[],
): void {
  if (hypotheses.length === 0) throw new RangeError(`${where}: expected at least one hypothesis, got none`);
  if (references.length === 0)
    throw new RangeError(`${where}: expected at least one reference set, got none`);
  for (const [index, set] of references.entries()) {
    if (set.length !== hypotheses.length) {
      const expected = `expected ${hypotheses.length} segments in reference set ${index + 1} (as many as hypotheses)`;
      throw new RangeError(`${where}: ${expected}, got ${set.length}`);
    }
  }
}
