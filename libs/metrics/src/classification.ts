/** Predicted and true class of every example, in the same order. */
type Classes = ArrayLike<number>;

function checkPairs(where: string, predictions: ArrayLike<number>, labels: ArrayLike<number>): number {
  if (predictions.length !== labels.length || labels.length === 0) {
    throw new Error(
      `${where}: expected as many predictions as labels and at least one, got ${predictions.length} and ${labels.length}`,
    );
  }
  return labels.length;
}

/** Share of predictions that are right, 0 to 1. Equal to scikit-learn's `accuracy_score`. */
export function accuracy(predictions: Classes, labels: Classes): number {
  const n = checkPairs('accuracy', predictions, labels);
  let right = 0;
  for (let i = 0; i < n; i++) if (predictions[i] === labels[i]) right += 1;
  return right / n;
}

/**
 * Harmonic mean of precision and recall of class `positive`, 0 where both are 0 or undefined. Equal to scikit-learn's
 * `f1_score` of two classes.
 */
export function f1(predictions: Classes, labels: Classes, positive = 1): number {
  const n = checkPairs('f1', predictions, labels);
  let [hits, said, meant] = [0, 0, 0];
  for (let i = 0; i < n; i++) {
    const isSaid = predictions[i] === positive;
    const isMeant = labels[i] === positive;
    if (isSaid) said += 1;
    if (isMeant) meant += 1;
    if (isSaid && isMeant) hits += 1;
  }
  return said + meant === 0 ? 0 : (2 * hits) / (said + meant);
}

/**
 * Matthews' correlation of predicted and true classes, -1 to 1, in Gorodkin's form for any number of classes; 0 where one
 * side is constant. Equal to scikit-learn's `matthews_corrcoef`.
 */
export function matthews(predictions: Classes, labels: Classes): number {
  const n = checkPairs('matthews', predictions, labels);
  const counts = new Map<number, { said: number; meant: number }>();
  const of = (label: number) => {
    const found = counts.get(label) ?? { said: 0, meant: 0 };
    counts.set(label, found);
    return found;
  };
  let right = 0;
  for (let i = 0; i < n; i++) {
    const [said = NaN, meant = NaN] = [predictions[i], labels[i]];
    of(said).said += 1;
    of(meant).meant += 1;
    if (said === meant) right += 1;
  }
  let [both, saidSquares, meantSquares] = [0, 0, 0];
  for (const { said, meant } of counts.values()) {
    both += said * meant;
    saidSquares += said * said;
    meantSquares += meant * meant;
  }
  const spread = Math.sqrt((n * n - saidSquares) * (n * n - meantSquares));
  return spread === 0 ? 0 : (right * n - both) / spread;
}
