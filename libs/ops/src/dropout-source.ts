import type * as tf from '@tensorflow/tfjs';
import { deriveKey, type RandomKey } from './philox.js';
import { declareNumbers } from './step-numbers.js';

/** A mask drawn from a key. The elements are split into `rates.length` equal contiguous blocks, one rate each. */
export interface PhiloxDropout {
  readonly kind: 'philox';
  readonly key: RandomKey;
  readonly rates: readonly number[];
}

/** A mask given as a tensor (0 or 1/(1-rate)) that multiplies the activation: for replaying recorded steps. */
export interface RecordedDropout {
  readonly kind: 'recorded';
  readonly mask: tf.Tensor;
}

/** Dropout at one site of one forward pass. */
export type Dropout = PhiloxDropout | RecordedDropout;

/** The one seam where a model gets its masks from. */
export interface DropoutSource {
  /** The dropout of `site`, configured with `rate`; undefined where nothing is dropped. */
  at(site: string, rate: number): Dropout | undefined;
}

export interface PhiloxDropoutOptions {
  readonly seed: number;
  /** Number of updates done before this one. */
  readonly update: number;
  /** Tells apart several forward passes of one update (micro-batches of gradient accumulation). Default 0. */
  readonly stream?: number;
  /**
   * One rate per pass of a batch that holds the passes one after the other. Replaces the configured rate at every
   * site whose configured rate is above 0 (paper, section 4.5: two passes with different rates).
   */
  readonly passRates?: readonly number[];
}

/** Evaluation: no site drops anything. */
export const noDropout: DropoutSource = { at: () => undefined };

function checkRate(where: string, rate: number): void {
  if (!(rate >= 0 && rate < 1)) throw new Error(`${where}: expected a dropout rate in [0, 1), got ${rate}`);
}

/** A key as kernels get it. */
const keyNumbers = ({ k0, k1 }: RandomKey) => ({ key0: k0, key1: k1 });

/** Training: every site draws its mask from (seed, update, stream, site). */
export function philoxDropout(options: PhiloxDropoutOptions): DropoutSource {
  const { seed, update, stream = 0, passRates } = options;
  passRates?.forEach((rate) => checkRate('philoxDropout', rate));
  return {
    at(site, rate) {
      checkRate(site, rate);
      if (rate === 0) return undefined;
      const name = stream === 0 ? site : `${site}#${stream}`;
      const key = deriveKey(seed, update, name);
      declareNumbers(keyNumbers(key), (next) => keyNumbers(deriveKey(seed, next, name)));
      return { kind: 'philox', key, rates: passRates ?? [rate] };
    },
  };
}

/** Replays masks by the name of their site; a site without a mask is an error unless its rate is 0. */
export function recordedDropout(masks: ReadonlyMap<string, tf.Tensor>): DropoutSource {
  return {
    at(site, rate) {
      if (rate === 0) return undefined;
      const mask = masks.get(site);
      if (mask === undefined) {
        const known = [...masks.keys()].join(', ');
        throw new Error(`recordedDropout: expected a mask for site '${site}', have ${known}`);
      }
      return { kind: 'recorded', mask };
    },
  };
}
