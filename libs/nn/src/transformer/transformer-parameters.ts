import { countByPart, type Initializer, type ParameterSpec } from '../parameter-spec.js';
import { attentionSpecs, feedForwardSpecs, normSpecs } from './layer-parameters.js';
import { checkTransformerConfig, type TransformerConfig } from './transformer-config.js';

/** The parameters (by name) that serve as source embedding, target embedding and output projection under `share`. */
export interface EmbeddingNames {
  readonly source: string;
  readonly target: string;
  readonly output: string;
}

export function embeddingNames(config: Pick<TransformerConfig, 'share'>): EmbeddingNames {
  const source = 'encoder.embed_tokens.weight';
  const target = config.share === 'all' ? source : 'decoder.embed_tokens.weight';
  const output = config.share === 'none' ? 'decoder.output_projection.weight' : target;
  return { source, target, output };
}

function layerSpecs(stack: 'encoder' | 'decoder', layer: number, config: TransformerConfig): ParameterSpec[] {
  const name = `${stack}.layers.${layer}`;
  const part = `${stack} layers`;
  const { dim } = config;
  const cross =
    stack === 'decoder'
      ? [
          ...attentionSpecs(`${name}.encoder_attn`, dim, part),
          ...normSpecs(`${name}.encoder_attn_layer_norm`, dim, part),
        ]
      : [];
  return [
    ...attentionSpecs(`${name}.self_attn`, dim, part),
    ...normSpecs(`${name}.self_attn_layer_norm`, dim, part),
    ...cross,
    ...feedForwardSpecs(name, config, part),
    ...normSpecs(`${name}.final_layer_norm`, dim, part),
  ];
}

function stackSpecs(
  stack: 'encoder' | 'decoder',
  layers: number,
  config: TransformerConfig,
): ParameterSpec[] {
  const specs = Array.from({ length: layers }, (_, layer) => layerSpecs(stack, layer, config)).flat();
  if (!config.normalizeBefore) return specs;
  return [...specs, ...normSpecs(`${stack}.layer_norm`, config.dim, `${stack} final norm`)];
}

/** Every parameter of the model as plain data, names and initialisation as fairseq's; tied matrices appear once. */
export function transformerParameterSpecs(config: TransformerConfig): ParameterSpec[] {
  const { dim, paddingId } = checkTransformerConfig(config);
  const std = dim ** -0.5;
  const embeddingStart: Initializer = { kind: 'normal', std, zeroRow: paddingId };
  const names = embeddingNames(config);
  const source: ParameterSpec = {
    name: names.source,
    shape: [config.sourceVocabulary, dim],
    initializer: embeddingStart,
    part: config.share === 'all' ? 'shared embedding' : 'source embedding',
  };
  const targetShape = [config.targetVocabulary, dim];
  const target: ParameterSpec[] =
    config.share === 'all'
      ? []
      : [{ name: names.target, shape: targetShape, initializer: embeddingStart, part: 'target embedding' }];
  const output: ParameterSpec[] =
    config.share === 'none'
      ? [
          {
            name: names.output,
            shape: targetShape,
            initializer: { kind: 'normal', std },
            part: 'output projection',
          },
        ]
      : [];
  return [
    source,
    ...stackSpecs('encoder', config.encoderLayers, config),
    ...target,
    ...stackSpecs('decoder', config.decoderLayers, config),
    ...output,
  ];
}

/** Trainable scalars by part, without allocating anything. The sum is the size of the model's `ParameterSet`. */
export function transformerParameterCounts(
  config: TransformerConfig,
): { part: string; parameters: number }[] {
  return countByPart(transformerParameterSpecs(config));
}
