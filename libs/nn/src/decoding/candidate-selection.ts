/** The best continuations of one sentence, best first; `row` counts from 0 within the rows that were searched. */
export interface Candidates {
  readonly scores: Float64Array;
  readonly rows: Int32Array;
  readonly tokens: Int32Array;
}

/** log(sum(exp(x))) of values[start .. end), in float64. */
export function logSumExp(values: Float32Array, start: number, end: number): number {
  let largest = -Infinity;
  for (let i = start; i < end; i++) largest = Math.max(largest, values[i] ?? NaN);
  if (largest === -Infinity) return -Infinity;
  let sum = 0;
  for (let i = start; i < end; i++) sum += Math.exp((values[i] ?? NaN) - largest);
  return largest + Math.log(sum);
}

/** Where one sentence's rows stand. */
export interface CandidateSearch {
  /** All logits [R, V], already -Infinity where a token is forbidden. */
  readonly logits: Float32Array;
  readonly vocabulary: number;
  /** The first row of the sentence. */
  readonly firstRow: number;
  /** Per row of the sentence, what is added to a logit: the score so far minus the row's log-sum-exp. */
  readonly offsets: readonly number[];
  /** Number of candidates wanted. */
  readonly count: number;
  /** The token of candidates that fill up when fewer than `count` have a probability. Their score is -Infinity. */
  readonly fillToken: number;
}

/** The `count` best (row, token) pairs of a sentence by logit + offset; earlier pairs win ties. */
export function bestCandidates(search: CandidateSearch): Candidates {
  const { logits, vocabulary, firstRow, offsets, count, fillToken } = search;
  const scores = new Float64Array(count).fill(-Infinity);
  const rows = new Int32Array(count);
  const tokens = new Int32Array(count).fill(fillToken);
  const last = count - 1;
  let threshold = -Infinity;
  offsets.forEach((offset, row) => {
    const start = (firstRow + row) * vocabulary;
    for (let token = 0; token < vocabulary; token++) {
      const score = (logits[start + token] ?? NaN) + offset;
      if (!(score > threshold)) continue;
      let place = last;
      while (place > 0 && score > (scores[place - 1] ?? Infinity)) {
        scores[place] = scores[place - 1] ?? NaN;
        rows[place] = rows[place - 1] ?? 0;
        tokens[place] = tokens[place - 1] ?? 0;
        place -= 1;
      }
      scores[place] = score;
      rows[place] = row;
      tokens[place] = token;
      threshold = scores[last] ?? -Infinity;
    }
  });
  return { scores, rows, tokens };
}
