import { fanInUniform, type Initializer, type ParameterSpec } from '@rdrop/nn';
import { type LayerSize, MAX_POSITIONS } from '../sizes.js';

const zero: Initializer = { kind: 'constant', value: 0 };
const one: Initializer = { kind: 'constant', value: 1 };

/** Names shared by the models. */
export const EMBEDDING = 'embedding.weight';
export const POSITIONS = 'positions';

/** Weight [outputs, inputs] and bias of a linear layer, both with the default of PyTorch. */
export function linearSpecs(name: string, outputs: number, inputs: number): ParameterSpec[] {
  const initializer = fanInUniform(inputs);
  const part = 'layers';
  return [
    { name: `${name}.weight`, shape: [outputs, inputs], initializer, part },
    { name: `${name}.bias`, shape: [outputs], initializer, part },
  ];
}

function normSpecs(name: string, dim: number): ParameterSpec[] {
  return [
    { name: `${name}.weight`, shape: [dim], initializer: one, part: 'layers' },
    { name: `${name}.bias`, shape: [dim], initializer: zero, part: 'layers' },
  ];
}

function attentionSpecs(name: string, dim: number): ParameterSpec[] {
  const projections = ['q_proj', 'k_proj', 'v_proj', 'out_proj'];
  return [
    ...projections.flatMap((projection) => linearSpecs(`${name}.${projection}`, dim, dim)),
    ...normSpecs(`${name}_layer_norm`, dim),
  ];
}

/** A post-norm layer; `attends` names its attention blocks in order. */
export function layerSpecs(name: string, size: LayerSize, attends: readonly string[]): ParameterSpec[] {
  const { dim, ffnDim } = size;
  return [
    ...attends.flatMap((block) => attentionSpecs(`${name}.${block}`, dim)),
    ...linearSpecs(`${name}.fc1`, ffnDim, dim),
    ...linearSpecs(`${name}.fc2`, dim, ffnDim),
    ...normSpecs(`${name}.final_layer_norm`, dim),
  ];
}

/** `count` layers `<stack>.0`, `<stack>.1`, ... */
export function stackSpecs(
  stack: string,
  count: number,
  size: LayerSize,
  attends: readonly string[],
): ParameterSpec[] {
  return Array.from({ length: count }, (_, layer) => layerSpecs(`${stack}.${layer}`, size, attends)).flat();
}

/** A learned table of positions [rows, D]. */
export function positionSpec(rows: number, dim: number): ParameterSpec {
  return {
    name: POSITIONS,
    shape: [rows, dim],
    initializer: { kind: 'normal', std: 0.02 },
    part: 'embedding',
  };
}

/** Token embedding [V, D] and positions, as every model of tokens has them. */
export function tokenSpecs(vocabulary: number, dim: number): ParameterSpec[] {
  const initializer: Initializer = { kind: 'normal', std: dim ** -0.5 };
  return [
    { name: EMBEDDING, shape: [vocabulary, dim], initializer, part: 'embedding' },
    positionSpec(MAX_POSITIONS, dim),
  ];
}
