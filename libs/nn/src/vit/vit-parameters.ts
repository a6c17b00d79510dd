import { countByPart, type Initializer, type ParameterSpec, xavierUniform } from '../parameter-spec.js';
import { checkVitConfig, sequenceLength, type VitConfig } from './vit-config.js';

const zero: Initializer = { kind: 'constant', value: 0 };
const one: Initializer = { kind: 'constant', value: 1 };
/** Biases of the feed-forward layers. */
const nearZero: Initializer = { kind: 'normal', std: 1e-6 };

/** Names of the parameters outside the layers: those of Hugging Face's `ViTForImageClassification`. */
export const VIT_NAMES = {
  classToken: 'vit.embeddings.cls_token',
  positions: 'vit.embeddings.position_embeddings',
  patch: 'vit.embeddings.patch_embeddings.projection',
  norm: 'vit.layernorm',
  head: 'classifier',
} as const;

/** Names of the parts of layer `layer`, each with `.weight` and `.bias`. */
export function vitLayerNames(layer: number) {
  const name = `vit.encoder.layer.${layer}`;
  return {
    attentionNorm: `${name}.layernorm_before`,
    query: `${name}.attention.attention.query`,
    key: `${name}.attention.attention.key`,
    value: `${name}.attention.attention.value`,
    out: `${name}.attention.output.dense`,
    ffnNorm: `${name}.layernorm_after`,
    up: `${name}.intermediate.dense`,
    down: `${name}.output.dense`,
  } as const;
}

export type VitLayerNames = ReturnType<typeof vitLayerNames>;

interface LinearStart {
  readonly weight: Initializer;
  readonly bias: Initializer;
  readonly part: string;
}

function linearSpecs(
  name: string,
  [outputs, inputs]: readonly [number, number],
  { weight, bias, part }: LinearStart,
): ParameterSpec[] {
  return [
    { name: `${name}.weight`, shape: [outputs, inputs], initializer: weight, part },
    { name: `${name}.bias`, shape: [outputs], initializer: bias, part },
  ];
}

function normSpecs(name: string, dim: number, part: string): ParameterSpec[] {
  return [
    { name: `${name}.weight`, shape: [dim], initializer: one, part },
    { name: `${name}.bias`, shape: [dim], initializer: zero, part },
  ];
}

function layerSpecs(layer: number, { dim, ffnDim }: VitConfig): ParameterSpec[] {
  const names = vitLayerNames(layer);
  const part = 'encoder layers';
  const square = { weight: xavierUniform(dim, dim), bias: zero, part };
  const wide = { weight: xavierUniform(ffnDim, dim), bias: nearZero, part };
  return [
    ...normSpecs(names.attentionNorm, dim, part),
    ...[names.query, names.key, names.value, names.out].flatMap((name) =>
      linearSpecs(name, [dim, dim], square),
    ),
    ...normSpecs(names.ffnNorm, dim, part),
    ...linearSpecs(names.up, [ffnDim, dim], wide),
    ...linearSpecs(names.down, [dim, ffnDim], wide),
  ];
}

/**
 * Every parameter of the model as plain data. Names are Hugging Face's; where that has singleton axes or a convolution
 * kernel (class token, positions, patches), shapes here are those of the matrix product, [1, D], [T, D] and [D, 3 P^2].
 * They start as in Google's code; the head starts at 0, so that the first update sees uniform outputs.
 */
export function vitParameterSpecs(config: VitConfig): ParameterSpec[] {
  const { dim, patch, layers, classes } = checkVitConfig(config);
  const inputs = 3 * patch ** 2;
  const part = 'embeddings';
  return [
    { name: VIT_NAMES.classToken, shape: [1, dim], initializer: zero, part },
    {
      name: VIT_NAMES.positions,
      shape: [sequenceLength(config), dim],
      initializer: { kind: 'normal', std: 0.02 },
      part,
    },
    ...linearSpecs(VIT_NAMES.patch, [dim, inputs], {
      weight: { kind: 'normal', std: inputs ** -0.5 },
      bias: zero,
      part,
    }),
    ...Array.from({ length: layers }, (_, layer) => layerSpecs(layer, config)).flat(),
    ...normSpecs(VIT_NAMES.norm, dim, 'final norm'),
    ...linearSpecs(VIT_NAMES.head, [classes, dim], { weight: zero, bias: zero, part: 'head' }),
  ];
}

/** Trainable scalars by part, without allocating anything. */
export function vitParameterCounts(config: VitConfig): { part: string; parameters: number }[] {
  return countByPart(vitParameterSpecs(config));
}
