import type { ElementType, Program, ScalarType } from './program.js';

/** Vectors of four words in the buffer of step values: 64 KiB, the largest uniform binding every device has. */
export const STEP_VECTORS = 4096;

/** Where everything of a program is bound, all in group 0: inputs, outputs, then these two when it has them. */
export interface Bindings {
  readonly uniforms: number | undefined;
  readonly stepValues: number | undefined;
  readonly count: number;
}

export function bindingsOf(program: Program): Bindings {
  let count = program.inputNames.length + program.outputNames.length;
  // The number of the first step value is a uniform too.
  const hasSteps = program.stepNames.length > 0;
  const uniforms = program.uniformNames.length > 0 || hasSteps ? count++ : undefined;
  const stepValues = hasSteps ? count++ : undefined;
  return { uniforms, stepValues, count };
}

function storage(names: readonly string[], types: Readonly<Record<string, ElementType>>, first: number) {
  return (access: 'read' | 'read_write') =>
    names.map(
      (name, i) =>
        `@group(0) @binding(${first + i}) var<storage, ${access}> ${name}: array<${types[name] ?? 'f32'}>;`,
    );
}

function uniformLines(program: Program, binding: number | undefined): string[] {
  if (binding === undefined) return [];
  const types = program.uniforms ?? {};
  const fields = program.uniformNames.map((name) => `  ${name}: ${types[name] ?? 'u32'},`);
  if (program.stepNames.length > 0) fields.push('  step_first: u32,');
  return ['struct Uniforms {', ...fields, '}', `@group(0) @binding(${binding}) var<uniform> u: Uniforms;`];
}

function stepFunction(name: string, type: ScalarType, position: number): string {
  const word = `step_values[u.step_first + ${Math.floor(position / 4)}u].${'xyzw'.charAt(position % 4)}`;
  return `fn step_${name}() -> ${type} { return bitcast<${type}>(${word}); }`;
}

function stepLines(program: Program, binding: number | undefined): string[] {
  if (binding === undefined) return [];
  const types = program.stepValues ?? {};
  return [
    `@group(0) @binding(${binding}) var<uniform> step_values: array<vec4<u32>, ${STEP_VECTORS}>;`,
    ...program.stepNames.map((name, i) => stepFunction(name, types[name] ?? 'u32', i)),
  ];
}

/** The complete WGSL module of a program. */
export function wgslModule(program: Program): string {
  const { features = [], workgroup } = program;
  const bindings = bindingsOf(program);
  const builtins = [
    '@builtin(workgroup_id) group: vec3<u32>',
    '@builtin(num_workgroups) groups: vec3<u32>',
    '@builtin(local_invocation_id) local: vec3<u32>',
    '@builtin(global_invocation_id) global: vec3<u32>',
    '@builtin(local_invocation_index) lane: u32',
  ];
  if (features.includes('subgroups')) {
    builtins.push('@builtin(subgroup_invocation_id) subgroup_lane: u32');
    builtins.push('@builtin(subgroup_size) subgroup_size: u32');
  }
  const usesMatrices = features.includes('chromium_experimental_subgroup_matrix');
  if (usesMatrices) builtins.push('@builtin(subgroup_id) subgroup_id: u32');
  return [
    // What is uniform in a subgroup, but not in its workgroup, is an error otherwise.
    ...(usesMatrices ? ['diagnostic(off, chromium.subgroup_matrix_uniformity);'] : []),
    ...features.map((feature) => `enable ${feature};`),
    ...storage(program.inputNames, program.inputs, 0)('read'),
    ...storage(program.outputNames, program.outputs, program.inputNames.length)('read_write'),
    ...uniformLines(program, bindings.uniforms),
    ...stepLines(program, bindings.stepValues),
    program.declarations ?? '',
    `@compute @workgroup_size(${workgroup.join(', ')})`,
    `fn main(${builtins.join(', ')}) {`,
    `  let index = (group.y * groups.x + group.x) * ${program.threads}u + lane;`,
    program.main,
    '}',
  ].join('\n');
}
