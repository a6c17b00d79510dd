/** One translation of each segment; null where this set has none for a segment. An empty string is a translation. */
export type ReferenceSet = readonly (string | null)[];

/**
 * The references that each segment has, in the order of the sets.
 *
 * @param caller the function to name in errors
 * @throws RangeError for an empty corpus, sets of another length than the hypotheses, a segment without reference
 */
export function referencesBySegment(
  caller: string,
  hypotheses: readonly string[],
  references: readonly ReferenceSet[],
): string[][] {
  checkSizes(caller, hypotheses, references);
  return hypotheses.map((_, index) => {
    const present = references.map((set) => set[index]).filter((reference) => typeof reference === 'string');
    if (present.length === 0) throw new RangeError(`${caller}: segment ${index + 1} has no reference`);
    return present;
  });
}

/** Throws unless a single segment has a reference. */
export function checkSentence(caller: string, references: readonly string[]): void {
  if (references.length === 0) throw new RangeError(`${caller}: expected at least one reference, got none`);
}

/** How many references a segment has, or `var` when that varies by segment; what signatures call `nrefs`. */
export function referenceCount(references: readonly ReferenceSet[]): number | 'var' {
  const gaps = references.some((set) => set.includes(null));
  if (!gaps) return references.length;
  const [first] = references;
  const counts = new Set(
    (first ?? []).map((_, index) => references.filter((set) => typeof set[index] === 'string').length),
  );
  const [only] = counts;
  return counts.size === 1 && only !== undefined ? only : 'var';
}

function checkSizes(
  caller: string,
  hypotheses: readonly string[],
  references: readonly ReferenceSet[],
): void {
  if (hypotheses.length === 0) throw new RangeError(`${caller}: expected at least one hypothesis, got none`);
  if (references.length === 0)
    throw new RangeError(`${caller}: expected at least one reference set, got none`);
  for (const [index, set] of references.entries()) {
    if (set.length !== hypotheses.length) {
      throw new RangeError(
        `${caller}: expected ${hypotheses.length} segments in reference set ${index + 1} (as many as hypotheses), got ${set.length}`,
      );
    }
  }
}
