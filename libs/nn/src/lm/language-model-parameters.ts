import { countByPart, type Initializer, type ParameterSpec, xavierUniform } from '../parameter-spec.js';
import { attentionSpecs, feedForwardSpecs, normSpecs } from '../transformer/layer-parameters.js';
import { type Band, bandsOf, CLASS_PROJECTION, UNTIED_HEAD } from './adaptive-bands.js';
import {
  type AdaptiveVocabulary,
  checkLanguageModelConfig,
  type LanguageModelConfig,
} from './language-model-config.js';

/** Word vectors [V, D] of a full vocabulary, its output projection when that is another matrix, and learned positions. */
export const EMBEDDING = 'decoder.embed_tokens.weight';
export const OUTPUT_PROJECTION = 'decoder.output_projection.weight';
export const POSITIONS = 'decoder.embed_positions.weight';
export const FINAL_NORM = 'decoder.layer_norm';

const normal = (width: number): Initializer => ({ kind: 'normal', std: width ** -0.5 });

function layerSpecs(layer: number, config: LanguageModelConfig): ParameterSpec[] {
  const name = `decoder.layers.${layer}`;
  const part = 'layers';
  return [
    ...attentionSpecs(`${name}.self_attn`, config.dim, part),
    ...normSpecs(`${name}.self_attn_layer_norm`, config.dim, part),
    ...feedForwardSpecs(name, config, part),
    ...normSpecs(`${name}.final_layer_norm`, config.dim, part),
  ];
}

function inputSpecs({ dim, paddingId }: LanguageModelConfig, { size, width, names }: Band): ParameterSpec[] {
  const part = 'embedding';
  // fairseq zeroes this row of every band, though it is padding in the first alone.
  const zeroRow = paddingId !== null && paddingId < size ? { zeroRow: paddingId } : {};
  return [
    {
      name: names.input,
      shape: [size, width],
      initializer: { kind: 'normal', std: width ** -0.5, ...zeroRow },
      part,
    },
    { name: names.inputProjection, shape: [dim, width], initializer: xavierUniform(dim, width), part },
  ];
}

/** The softmax's own layers: what it does not share with the input. */
function softmaxSpecs(
  config: LanguageModelConfig,
  words: AdaptiveVocabulary,
  bands: readonly Band[],
): ParameterSpec[] {
  const { dim } = config;
  const [head, ...tails] = bands;
  const size = head?.size ?? 0;
  const part = 'adaptive softmax';
  const linear = (name: string, outputs: number, inputs: number): ParameterSpec => ({
    ...{ name, shape: [outputs, inputs], initializer: xavierUniform(outputs, inputs), part },
  });
  return [
    words.tieWeights
      ? linear(CLASS_PROJECTION, tails.length, dim)
      : linear(UNTIED_HEAD, size + tails.length, dim),
    ...tails.flatMap((tail) => [
      ...(words.tieProjections ? [] : [linear(tail.names.outputProjection, tail.width, dim)]),
      ...(words.tieWeights ? [] : [linear(tail.names.output, tail.size, tail.width)]),
    ]),
  ];
}

function wordSpecs(config: LanguageModelConfig): { input: ParameterSpec[]; output: ParameterSpec[] } {
  const { dim, vocabulary, words, paddingId } = config;
  if (words.kind === 'adaptive') {
    const bands = bandsOf(config, words);
    return {
      input: bands.flatMap((band) => inputSpecs(config, band)),
      output: softmaxSpecs(config, words, bands),
    };
  }
  const shape = [vocabulary, dim];
  const output = { name: OUTPUT_PROJECTION, shape, initializer: normal(dim), part: 'output projection' };
  return {
    input: [
      {
        name: EMBEDDING,
        shape,
        initializer: {
          kind: 'normal',
          std: dim ** -0.5,
          ...(paddingId === null ? {} : { zeroRow: paddingId }),
        },
        part: 'embedding',
      },
    ],
    output: words.tied ? [] : [output],
  };
}

/** Every parameter of the model as plain data, names and initialisation as fairseq's; tied matrices appear once. */
export function languageModelParameterSpecs(config: LanguageModelConfig): ParameterSpec[] {
  const { dim, layers, finalNorm, positions } = checkLanguageModelConfig(config);
  const { input, output } = wordSpecs(config);
  const table: ParameterSpec[] =
    positions.kind === 'learned'
      ? [{ name: POSITIONS, shape: [positions.rows, dim], initializer: normal(dim), part: 'positions' }]
      : [];
  return [
    ...input,
    ...table,
    ...Array.from({ length: layers }, (_, layer) => layerSpecs(layer, config)).flat(),
    ...(finalNorm ? normSpecs(FINAL_NORM, dim, 'final norm') : []),
    ...output,
  ];
}

/** Trainable scalars by part, without allocating anything. */
export function languageModelParameterCounts(
  config: LanguageModelConfig,
): { part: string; parameters: number }[] {
  return countByPart(languageModelParameterSpecs(config));
}
