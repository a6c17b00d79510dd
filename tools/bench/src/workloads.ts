import { BenchUsageError } from './errors.js';
import { decoderOnly } from './models/decoder-only.js';
import { encoderDecoder } from './models/encoder-decoder.js';
import { imageClassifier } from './models/image-classifier.js';
import { sentenceClassifier } from './models/sentence-classifier.js';
import { MAX_POSITIONS, type PairSize, SIZES, sizeNamed, type TaskName } from './sizes.js';
import type { Workload } from './workload.js';

export interface WorkloadRequest {
  readonly task: TaskName;
  /** Name of a row of the task's sizes. */
  readonly size: string;
  /** Samples of a batch, in the place of the size's own. */
  readonly batch?: number | undefined;
  /** Length of every sequence, source and target alike, in the place of the size's own. */
  readonly tokens?: number | undefined;
  /** Classifiers: compute the last layer at every position, though only the first is read. */
  readonly allPositions?: boolean | undefined;
}

/**
 * The workload of a task at a size.
 * @throws BenchUsageError for a size that the task does not have, and for lengths that its model cannot take
 */
export function workloadOf(request: WorkloadRequest): Workload {
  const { task, tokens } = request;
  if (tokens !== undefined && tokens > MAX_POSITIONS) {
    throw new BenchUsageError(`--tokens: expected at most ${MAX_POSITIONS}, got ${tokens}`);
  }
  switch (task) {
    case 'mt':
      return encoderDecoder(withLengths(sized(request, SIZES.mt), tokens), 'relu');
    case 'sum':
      return encoderDecoder(withLengths(sized(request, SIZES.sum), tokens), 'gelu');
    case 'lm':
      return decoderOnly(withLength(sized(request, SIZES.lm), tokens));
    case 'glue':
      return sentenceClassifier(withLength(sized(request, SIZES.glue), tokens), request);
    case 'vit':
      if (tokens !== undefined) throw new BenchUsageError("--tokens: task 'vit' has images, not sequences");
      return imageClassifier(sized(request, SIZES.vit), request);
  }
}

function sized<S extends { readonly batch: number }>(
  { task, size, batch }: WorkloadRequest,
  table: Readonly<Record<string, S>>,
): S {
  const row = sizeNamed(task, table, size);
  return batch === undefined ? row : { ...row, batch };
}

function withLengths(size: PairSize, tokens: number | undefined): PairSize {
  return tokens === undefined ? size : { ...size, source: tokens, target: tokens };
}

function withLength<S extends { readonly length: number }>(size: S, tokens: number | undefined): S {
  return tokens === undefined ? size : { ...size, length: tokens };
}
