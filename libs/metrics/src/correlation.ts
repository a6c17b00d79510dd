function checkPairs(where: string, x: ArrayLike<number>, y: ArrayLike<number>): number {
  if (x.length !== y.length || x.length < 2) {
    throw new Error(
      `${where}: expected as many values on both sides and at least two, got ${x.length} and ${y.length}`,
    );
  }
  return x.length;
}

/** Values less their mean. */
function centred(values: ArrayLike<number>): Float64Array {
  const result = Float64Array.from(values);
  const mean = result.reduce((sum, value) => sum + value, 0) / result.length;
  return result.map((value) => value - mean);
}

/** Pearson's correlation, -1 to 1; NaN where one side is constant. Equal to scipy's `pearsonr`. */
export function pearson(x: ArrayLike<number>, y: ArrayLike<number>): number {
  const n = checkPairs('pearson', x, y);
  const [a, b] = [centred(x), centred(y)];
  let [both, first, second] = [0, 0, 0];
  for (let i = 0; i < n; i++) {
    const [u = NaN, v = NaN] = [a[i], b[i]];
    both += u * v;
    first += u * u;
    second += v * v;
  }
  if (first === 0 || second === 0) return NaN;
  return Math.max(-1, Math.min(1, both / Math.sqrt(first) / Math.sqrt(second)));
}

/** Ranks from 1; equal values share the mean of their places. */
function ranks(values: ArrayLike<number>): Float64Array {
  const order = Array.from({ length: values.length }, (_, i) => i);
  const at = (i: number | undefined): number => values[i ?? -1] ?? NaN;
  order.sort((i, j) => at(i) - at(j));
  const result = new Float64Array(values.length);
  for (let start = 0; start < order.length;) {
    let end = start + 1;
    while (end < order.length && at(order[end]) === at(order[start])) end += 1;
    for (let place = start; place < end; place++) result[order[place] ?? 0] = (start + end + 1) / 2;
    start = end;
  }
  return result;
}

/** Spearman's rank correlation, -1 to 1; NaN where one side is constant. Equal to scipy's `spearmanr`. */
export function spearman(x: ArrayLike<number>, y: ArrayLike<number>): number {
  checkPairs('spearman', x, y);
  return pearson(ranks(x), ranks(y));
}
