import { decoderOnly } from '../models/decoder-only.js';
import { encoderDecoder } from '../models/encoder-decoder.js';
import { imageClassifier } from '../models/image-classifier.js';
import type { ReadOptions } from '../models/layer-context.js';
import { sentenceClassifier } from '../models/sentence-classifier.js';
import type { TaskName } from '../sizes.js';
import type { Workload } from '../workload.js';

/** Every task at a size that takes milliseconds. */
export function tinyWorkload(task: TaskName, dropout: number, read: ReadOptions = {}): Workload {
  const layers = { dim: 8, heads: 2, ffnDim: 16, dropout };
  const pair = {
    ...layers,
    encoderLayers: 1,
    decoderLayers: 2,
    vocabulary: 30,
    batch: 2,
    source: 5,
    target: 4,
  };
  switch (task) {
    case 'mt':
      return encoderDecoder(pair, 'relu');
    case 'sum':
      return encoderDecoder(pair, 'gelu');
    case 'lm':
      return decoderOnly({ ...layers, decoderLayers: 2, vocabulary: 30, batch: 2, length: 6 });
    case 'glue':
      return sentenceClassifier(
        { ...layers, encoderLayers: 2, vocabulary: 30, batch: 3, length: 5, classes: 3 },
        read,
      );
    case 'vit':
      return imageClassifier({ ...layers, encoderLayers: 2, image: 8, patch: 4, batch: 3, classes: 5 }, read);
  }
}
