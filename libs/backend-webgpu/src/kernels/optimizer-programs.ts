import { isNotFinite } from '../wgsl/finite.wgsl.js';
import { type ElementType, type ProgramSource, programFamily, type ScalarType } from '../dispatch/program.js';

/** What changes the source of an optimizer's program. */
export type UpdateOptions = {
  /** Parameters that a dispatch updates, one after the other along its threads. */
  readonly count: number;
  /** Whether gradients are clipped by an input `norm`, and they and it first divided by an input `loss_scale`. */
  readonly clip: boolean;
  readonly lossScale: boolean;
  /** Whether Adam's bias corrections are an input `corrections`, and whether epsilon is corrected too. */
  readonly corrected: boolean;
  readonly correctsEpsilon: boolean;
};

/** How an optimizer changes one vector of four of a parameter. */
interface Rule {
  /** Names of the state tensors. */
  readonly state: readonly string[];
  /** Numbers that every update of a run has alike, and those of this one. */
  readonly uniforms: readonly string[];
  readonly stepValues: readonly string[];
  /** What all slots need. */
  readonly before?: (options: UpdateOptions) => string;
  /**
   * Slot i at vector number `at`; in scope are `old`, the parameter's values, `gradient`, which is scaled, and `decays`,
   * whether weight decay applies.
   */
  readonly update: (i: number) => string;
}

const RULES = {
  /** m = beta1 m + (1 - beta1) g; v = beta2 v + (1 - beta2) g^2; p = (1 - decoupled_decay) p - step_size m / (sqrt(v) + epsilon). */
  RDropAdam: {
    state: ['m', 'v'],
    uniforms: ['beta1', 'beta2', 'one_minus_beta1', 'one_minus_beta2', 'coupled_decay'],
    stepValues: ['step_size', 'epsilon', 'decoupled_decay'],
    before: ({ corrected, correctsEpsilon }) => `
  let step_size = step_step_size()${corrected ? ' * sqrt(corrections[1]) / corrections[0]' : ''};
  let epsilon = step_epsilon()${correctsEpsilon ? ' * sqrt(corrections[1])' : ''};`,
    update: (i) => `
    let g = gradient + old * select(0.0, u.coupled_decay, decays);
    let first = m${i}[at] * u.beta1 + g * u.one_minus_beta1;
    let second = v${i}[at] * u.beta2 + g * g * u.one_minus_beta2;
    m${i}[at] = first;
    v${i}[at] = second;
    let change = first * step_size / (sqrt(second) + epsilon);
    parameter${i}[at] = old * (1.0 - select(0.0, step_decoupled_decay(), decays)) - change;`,
  },
  /** b = momentum b + g; p -= learning_rate b. */
  RDropSgd: {
    state: ['momentum'],
    uniforms: ['momentum_decay', 'coupled_decay'],
    stepValues: ['learning_rate'],
    update: (i) => `
    let g = gradient + old * select(0.0, u.coupled_decay, decays);
    let next = momentum${i}[at] * u.momentum_decay + g;
    momentum${i}[at] = next;
    parameter${i}[at] = old - next * step_learning_rate();`,
  },
  /** p = (1 - decoupled_decay) p + momentum carried b - (1 + momentum) learning_rate g; b = carried b - learning_rate g. */
  RDropNag: {
    state: ['momentum'],
    uniforms: ['momentum_decay'],
    stepValues: ['learning_rate', 'carried_momentum', 'decoupled_decay'],
    update: (i) => `
    let carried = momentum${i}[at] * step_carried_momentum();
    let change = gradient * step_learning_rate();
    momentum${i}[at] = carried - change;
    parameter${i}[at] = old * (1.0 - select(0.0, step_decoupled_decay(), decays)) + carried * u.momentum_decay
      - change * (1.0 + u.momentum_decay);`,
  },
} as const satisfies Record<string, Rule>;

export type OptimizerKernel = keyof typeof RULES;

const range = (count: number) => Array.from({ length: count }, (_, i) => i);
const typed = <T extends ScalarType | ElementType>(names: readonly string[], type: T): Record<string, T> =>
  Object.fromEntries(names.map((name) => [name, type]));

/** When the norm is not finite, nothing may be changed. */
const clippedScale = (lossScale: boolean) => `
  if (${isNotFinite('norm[0]')}) { return; }
  let unclipped = step_gradient_scale()${lossScale ? ' / loss_scale[0]' : ''};
  let scale = unclipped * min(1.0, u.clip_limit / (norm[0] * unclipped + 1e-6));`;

function source(rule: Rule, options: UpdateOptions): ProgramSource {
  const { count, clip, lossScale, corrected } = options;
  const scalars = [...(clip ? ['norm'] : []), ...(lossScale ? ['loss_scale'] : [])];
  const slots = range(count);
  const named = (names: readonly string[]) => slots.flatMap((i) => names.map((name) => `${name}${i}`));
  return {
    inputs: {
      ...typed(named(['gradient']), 'vec4<f32>'),
      ...typed([...scalars, ...(corrected ? ['corrections'] : [])], 'f32'),
    },
    outputs: typed(named(['parameter', ...rule.state]), 'vec4<f32>'),
    uniforms: {
      ...typed(named(['vectors', 'decays']), 'u32'),
      ...typed([...rule.uniforms, ...(clip ? ['clip_limit'] : [])], 'f32'),
    },
    stepValues: typed(['gradient_scale', ...rule.stepValues], 'f32'),
    workgroup: [256, 1, 1],
    main: `
  ${clip ? clippedScale(lossScale) : 'let scale = step_gradient_scale();'}${rule.before?.(options) ?? ''}
  var at = index;
  ${slots
    .map(
      (i) => `if (at < u.vectors${i}) {
    let old = parameter${i}[at];
    let gradient = gradient${i}[at] * scale;
    let decays = u.decays${i} != 0u;${rule.update(i)}
    return;
  }
  at -= u.vectors${i};`,
    )
    .join('\n  ')}`,
  };
}

/** The programs of each optimizer, and the names of the state tensors of a parameter. */
export const OPTIMIZERS = {
  RDropAdam: {
    state: RULES.RDropAdam.state,
    program: programFamily('RDropAdam', (options: UpdateOptions) => source(RULES.RDropAdam, options)),
  },
  RDropSgd: {
    state: RULES.RDropSgd.state,
    program: programFamily('RDropSgd', (options: UpdateOptions) => source(RULES.RDropSgd, options)),
  },
  RDropNag: {
    state: RULES.RDropNag.state,
    program: programFamily('RDropNag', (options: UpdateOptions) => source(RULES.RDropNag, options)),
  },
} as const;
