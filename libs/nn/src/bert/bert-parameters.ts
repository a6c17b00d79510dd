import { countByPart, type Initializer, type ParameterSpec } from '../parameter-spec.js';
import { type BertConfig, checkBertConfig } from './bert-config.js';

const zero: Initializer = { kind: 'constant', value: 0 };
const one: Initializer = { kind: 'constant', value: 1 };

function linearSpecs(
  name: string,
  [outputs, inputs]: readonly [number, number],
  { initializerRange: std }: BertConfig,
  part: string,
): ParameterSpec[] {
  return [
    { name: `${name}.weight`, shape: [outputs, inputs], initializer: { kind: 'normal', std }, part },
    { name: `${name}.bias`, shape: [outputs], initializer: zero, part },
  ];
}

function normSpecs(name: string, dim: number, part: string): ParameterSpec[] {
  return [
    { name: `${name}.weight`, shape: [dim], initializer: one, part },
    { name: `${name}.bias`, shape: [dim], initializer: zero, part },
  ];
}

function embeddingSpecs(config: BertConfig): ParameterSpec[] {
  const { family, dim, vocabularySize, maxPositions, typeVocabulary, paddingId } = config;
  const name = `${family}.embeddings`;
  const start = { kind: 'normal', std: config.initializerRange } as const;
  const part = 'embeddings';
  return [
    {
      name: `${name}.word_embeddings.weight`,
      shape: [vocabularySize, dim],
      initializer: { ...start, zeroRow: paddingId },
      part,
    },
    { name: `${name}.position_embeddings.weight`, shape: [maxPositions, dim], initializer: start, part },
    { name: `${name}.token_type_embeddings.weight`, shape: [typeVocabulary, dim], initializer: start, part },
    ...normSpecs(`${name}.LayerNorm`, dim, part),
  ];
}

function layerSpecs(config: BertConfig, layer: number): ParameterSpec[] {
  const { family, dim, ffnDim } = config;
  const name = `${family}.encoder.layer.${layer}`;
  const part = 'encoder layers';
  return [
    ...['query', 'key', 'value'].flatMap((each) =>
      linearSpecs(`${name}.attention.self.${each}`, [dim, dim], config, part),
    ),
    ...linearSpecs(`${name}.attention.output.dense`, [dim, dim], config, part),
    ...normSpecs(`${name}.attention.output.LayerNorm`, dim, part),
    ...linearSpecs(`${name}.intermediate.dense`, [ffnDim, dim], config, part),
    ...linearSpecs(`${name}.output.dense`, [dim, ffnDim], config, part),
    ...normSpecs(`${name}.output.LayerNorm`, dim, part),
  ];
}

function encoderSpecs(config: BertConfig): ParameterSpec[] {
  const layers = Array.from({ length: config.layers }, (_, layer) => layerSpecs(config, layer));
  return [...embeddingSpecs(config), ...layers.flat()];
}

/**
 * Every parameter of a classifier of sequences into `classes` (1: a regression), by the Hugging Face names: BERT's pooler
 * and linear layer, or RoBERTa's head of two layers.
 */
export function bertClassifierSpecs(config: BertConfig, classes: number): ParameterSpec[] {
  const { family, dim } = checkBertConfig(config);
  const head =
    family === 'bert'
      ? [
          ...linearSpecs('bert.pooler.dense', [dim, dim], config, 'pooler'),
          ...linearSpecs('classifier', [classes, dim], config, 'classifier'),
        ]
      : [
          ...linearSpecs('classifier.dense', [dim, dim], config, 'classifier'),
          ...linearSpecs('classifier.out_proj', [classes, dim], config, 'classifier'),
        ];
  return [...encoderSpecs(config), ...head];
}

/** The names of the head of masked-language-model pre-training; its output matrix is the word embedding. */
export function maskedLmNames({ family }: Pick<BertConfig, 'family'>): {
  readonly dense: string;
  readonly norm: string;
  readonly bias: string;
} {
  return family === 'bert'
    ? {
        dense: 'cls.predictions.transform.dense',
        norm: 'cls.predictions.transform.LayerNorm',
        bias: 'cls.predictions.bias',
      }
    : { dense: 'lm_head.dense', norm: 'lm_head.layer_norm', bias: 'lm_head.bias' };
}

/** Every parameter of a model for masked-language-model pre-training. */
export function bertMaskedLmSpecs(config: BertConfig): ParameterSpec[] {
  const { dim, vocabularySize } = checkBertConfig(config);
  const names = maskedLmNames(config);
  const part = 'prediction head';
  return [
    ...encoderSpecs(config),
    ...linearSpecs(names.dense, [dim, dim], config, part),
    ...normSpecs(names.norm, dim, part),
    { name: names.bias, shape: [vocabularySize], initializer: zero, part },
  ];
}

/** Scalars of a classifier by part, without allocating anything. */
export function bertParameterCounts(
  config: BertConfig,
  classes: number,
): { part: string; parameters: number }[] {
  return countByPart(bertClassifierSpecs(config, classes));
}
