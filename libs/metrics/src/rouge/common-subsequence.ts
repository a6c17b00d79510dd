/** Lengths of the longest common subsequences of all pairs of prefixes, row-major [reference + 1, hypothesis + 1]. */
function lengthTable(reference: readonly string[], hypothesis: readonly string[]): Int32Array {
  const width = hypothesis.length + 1;
  const table = new Int32Array((reference.length + 1) * width);
  reference.forEach((word, i) => {
    const above = i * width;
    const row = above + width;
    hypothesis.forEach((other, j) => {
      table[row + j + 1] =
        word === other
          ? (table[above + j] ?? 0) + 1
          : Math.max(table[above + j + 1] ?? 0, table[row + j] ?? 0);
    });
  });
  return table;
}

/** Length of the longest common subsequence. */
export function subsequenceLength(reference: readonly string[], hypothesis: readonly string[]): number {
  const table = lengthTable(reference, hypothesis);
  return table[table.length - 1] ?? 0;
}

/**
 * Which words of `reference` one longest common subsequence is made of. Of several, the one rouge-score (and
 * ROUGE-1.5.5) reads out: from the end, a step back in the reference unless the hypothesis' gives a longer one.
 */
export function subsequencePlaces(reference: readonly string[], hypothesis: readonly string[]): number[] {
  const table = lengthTable(reference, hypothesis);
  const width = hypothesis.length + 1;
  const places: number[] = [];
  let i = reference.length;
  let j = hypothesis.length;
  while (i > 0 && j > 0) {
    if (reference[i - 1] === hypothesis[j - 1]) {
      places.push(i - 1);
      i -= 1;
      j -= 1;
    } else if ((table[i * width + j - 1] ?? 0) > (table[(i - 1) * width + j] ?? 0)) {
      j -= 1;
    } else {
      i -= 1;
    }
  }
  return places.reverse();
}
