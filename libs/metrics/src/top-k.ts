/**
 * How many rows have their label among the k highest scores. Of equal scores the first counts as higher.
 *
 * @param scores [N, C], row by row
 * @param labels [N]
 */
export function topKHits(scores: ArrayLike<number>, labels: ArrayLike<number>, k: number): number {
  const classes = scores.length / labels.length;
  if (!Number.isInteger(classes)) {
    throw new RangeError(
      `topKHits: expected as many scores for each of ${labels.length} labels, got ${scores.length}`,
    );
  }
  let hits = 0;
  for (let row = 0; row < labels.length; row++) {
    const label = labels[row] ?? -1;
    const own = scores[row * classes + label] ?? NaN;
    let higher = 0;
    for (let other = 0; other < classes; other++) {
      const score = scores[row * classes + other] ?? NaN;
      // A score that is no number must not make a hit.
      if (!(score < own) && (score !== own || other < label)) higher += 1;
    }
    if (higher < k) hits += 1;
  }
  return hits;
}
