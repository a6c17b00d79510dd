import { countByPart, type Initializer, type ParameterSpec } from '../parameter-spec.js';
import { type BartConfig, checkBartConfig } from './bart-config.js';

/** Positions are looked up two rows further down, a leftover of the padding symbol's row. */
export const POSITION_OFFSET = 2;

export const SHARED = 'model.shared.weight';
export const LOGITS_BIAS = 'final_logits_bias';

const zero: Initializer = { kind: 'constant', value: 0 };
const one: Initializer = { kind: 'constant', value: 1 };
const normal = { kind: 'normal', std: 0.02 } as const satisfies Initializer;

function linearSpecs(name: string, outputs: number, inputs: number, part: string): ParameterSpec[] {
  return [
    { name: `${name}.weight`, shape: [outputs, inputs], initializer: normal, part },
    { name: `${name}.bias`, shape: [outputs], initializer: zero, part },
  ];
}

function normSpecs(name: string, dim: number, part: string): ParameterSpec[] {
  return [
    { name: `${name}.weight`, shape: [dim], initializer: one, part },
    { name: `${name}.bias`, shape: [dim], initializer: zero, part },
  ];
}

function attentionSpecs(name: string, dim: number, part: string): ParameterSpec[] {
  const projections = ['k_proj', 'v_proj', 'q_proj', 'out_proj'];
  return [
    ...projections.flatMap((projection) => linearSpecs(`${name}.${projection}`, dim, dim, part)),
    ...normSpecs(`${name}_layer_norm`, dim, part),
  ];
}

function layerSpecs(
  stack: 'encoder' | 'decoder',
  layer: number,
  { dim, ffnDim }: BartConfig,
): ParameterSpec[] {
  const name = `model.${stack}.layers.${layer}`;
  const part = `${stack} layers`;
  return [
    ...attentionSpecs(`${name}.self_attn`, dim, part),
    ...(stack === 'decoder' ? attentionSpecs(`${name}.encoder_attn`, dim, part) : []),
    ...linearSpecs(`${name}.fc1`, ffnDim, dim, part),
    ...linearSpecs(`${name}.fc2`, dim, ffnDim, part),
    ...normSpecs(`${name}.final_layer_norm`, dim, part),
  ];
}

function stackSpecs(stack: 'encoder' | 'decoder', layers: number, config: BartConfig): ParameterSpec[] {
  const { dim, maxPositions } = config;
  return [
    {
      name: `model.${stack}.embed_positions.weight`,
      shape: [maxPositions + POSITION_OFFSET, dim],
      initializer: normal,
      part: 'positions',
    },
    ...Array.from({ length: layers }, (_, layer) => layerSpecs(stack, layer, config)).flat(),
    ...normSpecs(`model.${stack}.layernorm_embedding`, dim, 'embedding norms'),
  ];
}

/**
 * Every parameter of the model as plain data, names and initialisation as Hugging Face's; the matrix that embeds source and
 * target and projects the output appears once. The bias of the logits is a constant, 0 unless a checkpoint has another.
 */
export function bartParameterSpecs(config: BartConfig): ParameterSpec[] {
  const { dim, vocabulary, paddingId, encoderLayers, decoderLayers } = checkBartConfig(config);
  return [
    {
      name: SHARED,
      shape: [vocabulary, dim],
      initializer: { ...normal, zeroRow: paddingId },
      part: 'shared embedding',
    },
    ...stackSpecs('encoder', encoderLayers, config),
    ...stackSpecs('decoder', decoderLayers, config),
    { name: LOGITS_BIAS, shape: [1, vocabulary], initializer: zero, part: 'logits bias', trainable: false },
  ];
}

/** Trainable scalars by part, without allocating anything. */
export function bartParameterCounts(config: BartConfig): { part: string; parameters: number }[] {
  return countByPart(bartParameterSpecs(config).filter(({ trainable = true }) => trainable));
}
