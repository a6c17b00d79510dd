import { rDropLoss } from '@rdrop/core';
import type { BertMaskedLm } from '@rdrop/nn';
import { philoxDropout, rank1, rank2 } from '@rdrop/ops';
import type { SpecialIds } from '@rdrop/text';
import { type HostLoss, inputOf, lossOnHost, type TrainTask } from '@rdrop/training';
import type { PretrainingSettings } from '../experiment-schema.js';
import { epochBatches, readBatch } from '../training/batches.js';
import { maskTokens } from './mask-tokens.js';

export interface MaskedLmOptions {
  readonly model: BertMaskedLm;
  readonly pieces: readonly Int32Array[];
  readonly special: SpecialIds;
  readonly settings: PretrainingSettings;
}

interface MaskedLmBatch {
  readonly indices: Int32Array;
  /** Draws other places in every epoch. */
  readonly epoch: number;
}

/** Pre-training as a masked language model, as the training loop sees it. */
export function maskedLmTask({
  model,
  pieces,
  special,
  settings,
}: MaskedLmOptions): TrainTask<MaskedLmBatch> {
  const { seed, batch, length: maxLength, maskShare: share } = settings;
  const lengths = Int32Array.from(pieces, (piece) => piece.length);
  const read = (index: number) => {
    const tokens = pieces[index] ?? new Int32Array(0);
    return { tokens, firstTokens: tokens.length };
  };
  const specials = new Set<number>([special.start, special.end, special.padding]);
  const padding = { paddingId: special.padding, maxLength, padTo: 'longest' } as const;
  const hostLoss: HostLoss<MaskedLmBatch> = {
    prepare({ indices, epoch }) {
      const { shape, ids } = readBatch({ read }, indices, padding);
      const masked = maskTokens(ids, (place) => !specials.has(ids[place] ?? special.padding), {
        seed,
        key: `mask.${indices[0] ?? 0}`,
        update: epoch,
        share,
        vocabularySize: model.config.vocabularySize,
        maskId: special.mask,
        firstWord: Math.max(...Object.values(special)) + 1,
      });
      const list = (values: Int32Array) => ({ values, shape: [values.length] });
      return {
        inputs: {
          ids: { values: masked.ids, shape },
          places: list(masked.places),
          labels: list(masked.labels),
        },
        count: masked.labels.length,
      };
    },
    loss(tensors, { update, micro }) {
      const dropout = philoxDropout({ seed, update, stream: micro });
      const ids = rank2('ids', inputOf(tensors, 'ids'));
      const states = model.predictionStates({ ids }, rank1('places', inputOf(tensors, 'places')), dropout);
      const labels = rank1('labels', inputOf(tensors, 'labels'));
      const options = { alpha: 0, passes: 1, scaling: 'sum' } as const;
      const { sum, ce } = rDropLoss({ states, projection: model.projection }, labels, options);
      return { loss: sum, parts: { ce } };
    },
  };
  return {
    parameters: model.parameters.entries(),
    epochBatches: (epoch) =>
      epochBatches(lengths, { batch, seed, epoch }).map((indices) => ({ indices, epoch })),
    batchLoss: lossOnHost(hostLoss),
    hostLoss,
  };
}
