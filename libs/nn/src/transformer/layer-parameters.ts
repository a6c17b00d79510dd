import { fanInUniform, type Initializer, type ParameterSpec, xavierUniform } from '../parameter-spec.js';

const zero: Initializer = { kind: 'constant', value: 0 };
const one: Initializer = { kind: 'constant', value: 1 };

/** Gain 1 and offset 0 of a layer norm. */
export function normSpecs(name: string, dim: number, part: string): ParameterSpec[] {
  return [
    { name: `${name}.weight`, shape: [dim], initializer: one, part },
    { name: `${name}.bias`, shape: [dim], initializer: zero, part },
  ];
}

/**
 * Query, key and value weights: Xavier uniform with gain 1/sqrt(2), as if the three were one matrix; their biases keep the
 * framework's default, as in fairseq. Output projection: Xavier uniform, bias 0.
 */
export function attentionSpecs(name: string, dim: number, part: string): ParameterSpec[] {
  const shape = [dim, dim];
  const inputs = ['q_proj', 'k_proj', 'v_proj'].flatMap((projection): ParameterSpec[] => [
    {
      name: `${name}.${projection}.weight`,
      shape,
      initializer: xavierUniform(dim, dim, Math.SQRT1_2),
      part,
    },
    { name: `${name}.${projection}.bias`, shape: [dim], initializer: fanInUniform(dim), part },
  ]);
  return [
    ...inputs,
    { name: `${name}.out_proj.weight`, shape, initializer: xavierUniform(dim, dim), part },
    { name: `${name}.out_proj.bias`, shape: [dim], initializer: zero, part },
  ];
}

/** Both linear layers of a feed-forward block, with the framework's default start. */
export function feedForwardSpecs(
  name: string,
  config: { readonly dim: number; readonly ffnDim: number },
  part: string,
): ParameterSpec[] {
  const { dim, ffnDim } = config;
  return [
    { name: `${name}.fc1.weight`, shape: [ffnDim, dim], initializer: fanInUniform(dim), part },
    { name: `${name}.fc1.bias`, shape: [ffnDim], initializer: fanInUniform(dim), part },
    { name: `${name}.fc2.weight`, shape: [dim, ffnDim], initializer: fanInUniform(ffnDim), part },
    { name: `${name}.fc2.bias`, shape: [dim], initializer: fanInUniform(ffnDim), part },
  ];
}
