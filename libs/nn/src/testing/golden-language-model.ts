import { readFileSync } from 'node:fs';
import { adaptiveRDropTerms, clusterTargets, type DropoutSource, projectedRDropTerms } from '@rdrop/ops';
import * as tf from '@tensorflow/tfjs';
import type { LanguageModelConfig } from '../lm/language-model-config.js';
import { createLanguageModel, type LanguageModel } from '../lm/language-model.js';
import { type FixtureTensor, readFixture } from './fixture.js';
import { fixture, GoldenJson, ids } from './golden-case.js';

export const languageModelCases = [
  'adaptive_wiki103_style',
  'adaptive_untied',
  'adaptive_tail_index_is_pad',
  'gpt_style_tied',
] as const;
export type LanguageModelCase = (typeof languageModelCases)[number];

const PADDING = 1;
const at = (file: string) => new URL(`./golden/lm/${file}`, import.meta.url);

function configOf(json: GoldenJson, dropout: number): LanguageModelConfig {
  const number = (key: string) => json.number('config', key);
  const isAdaptive = json.value('config', 'kind') === 'adaptive';
  return {
    dim: number('dim'),
    ffnDim: number('ffn'),
    heads: number('heads'),
    layers: number('layers'),
    vocabulary: number('vocab'),
    words: isAdaptive
      ? {
          kind: 'adaptive',
          cutoffs: String(json.value('config', 'cutoff')).split(',').map(Number),
          factor: number('factor'),
          tieWeights: json.value('config', 'tie_weights') === true,
          tieProjections: json.value('config', 'tie_proj') === true,
          tailDropout: 0,
        }
      : { kind: 'full', tied: true },
    positions: { kind: 'sinusoidal' },
    dropout,
    attentionDropout: 0,
    activationDropout: 0,
    normalizeBefore: true,
    finalNorm: !(isAdaptive && json.value('config', 'no_final_norm') === true),
    activation: isAdaptive ? 'relu' : 'gelu',
    paddingId: PADDING,
  };
}

/** A case with its model; `dropout` is 0 except for its R-Drop step. */
export function goldenLanguageModel(name: LanguageModelCase, dropout = 0) {
  const json = new GoldenJson(JSON.parse(readFileSync(at(`${name}.json`), 'utf8')));
  const tensors = readFixture(at(`${name}.safetensors`));
  const config = configOf(json, dropout);
  const model = createLanguageModel(config, 1);
  for (const [parameter, variable] of model.parameters) {
    const { values, shape } = fixture(tensors, `param.${parameter}`);
    tf.tidy(() => variable.assign(tf.tensor(values, shape, 'float32')));
  }
  const labels = json.rows('target');
  const flat = Int32Array.from(labels.flat());
  return {
    json,
    tensors,
    recorded: () => readFixture(at(`${name}.rdrop.safetensors`)),
    model,
    tokens: () => ids(json.rows('src_tokens')),
    labels,
    /** 1 where a word is predicted, [B, T]. */
    real: Float32Array.from(flat, (label) => (label === PADDING ? 0 : 1)),
    /** The terms of R-Drop's loss and the sum of them with these coefficients, as the official code adds them up. */
    loss: (passes: number, coefficients: readonly number[], dropoutSource: DropoutSource, ignored?: number) =>
      goldenLoss(
        model,
        { tokens: json.rows('src_tokens'), flat },
        { passes, coefficients, dropoutSource, ignored },
      ),
  };
}

interface LossOptions {
  readonly passes: number;
  readonly coefficients: readonly number[];
  readonly dropoutSource: DropoutSource;
  readonly ignored: number | undefined;
}

function goldenLoss(
  model: LanguageModel,
  { tokens, flat }: { tokens: number[][]; flat: Int32Array },
  { passes, coefficients, dropoutSource, ignored }: LossOptions,
) {
  const repeated = ids(Array.from({ length: passes }, () => tokens).flat());
  const output = model.output(repeated, dropoutSource);
  const real = Float32Array.from(flat, (label) => (label === PADDING ? 0 : 1));
  const options = { passes, coefficients, mask: tf.tensor1d(real) };
  if ('projection' in output)
    return projectedRDropTerms(output.states, output.projection.weight, tf.tensor1d(flat, 'int32'), options);
  const { words } = model.config;
  if (words.kind !== 'adaptive') throw new Error('expected an adaptive vocabulary');
  const { head, tails } = clusterTargets(flat, {
    cutoffs: words.cutoffs,
    mask: real,
    ignoredTailIndex: ignored,
  });
  const targets = {
    head: tf.tensor1d(head, 'int32'),
    tails: tails.map((tail) => ({
      rows: tf.tensor1d(tail.rows, 'int32'),
      labels: tf.tensor1d(tail.labels, 'int32'),
      mask: tf.tensor1d(tail.mask),
    })),
  };
  return adaptiveRDropTerms(output.states, output.adaptive, targets, {
    ...options,
    divergence: 'per-cluster',
  });
}

/** The masks of a recorded step of two passes, by our names of the sites. */
export function recordedMasks(
  recorded: ReadonlyMap<string, FixtureTensor>,
  rate: number,
): Map<string, tf.Tensor> {
  const masks = new Map<string, tf.Tensor>();
  const exact = (key: string) => {
    const { values, shape } = fixture(recorded, key);
    return tf.tensor(
      Float32Array.from(values, (value) => (value > 0 ? 1 / (1 - rate) : 0)),
      shape,
    );
  };
  for (const key of recorded.keys()) {
    const site = /^mask\.pass1\.(.+)$/.exec(key)?.[1];
    if (site === undefined) continue;
    const both = tf.tidy(() => tf.concat([exact(key), exact(`mask.pass2.${site}`)]));
    masks.set(`decoder.${site}`, both);
  }
  return masks;
}
