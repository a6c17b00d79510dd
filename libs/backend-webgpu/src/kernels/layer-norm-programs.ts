import { type ElementType, programFamily } from '../dispatch/program.js';
import { laneSum } from '../wgsl/lane-sums.wgsl.js';
import { maskFields, maskFunctions } from '../wgsl/philox.wgsl.js';

/** Threads of a workgroup. */
export const THREADS = 256;
/** Elements of a row that a thread holds, where that takes no more threads than there are. */
const HELD = 4;
const FEWEST_LANES = 8;

/** How rows are spread over threads; options of programs. */
export type RowLayout = {
  /** Whether rows are whole vectors of four. */
  readonly aligned: boolean;
  /** Threads of a row: a power of two. */
  readonly lanes: number;
  /** Elements that each of them holds in registers: vectors of four when aligned, else numbers. */
  readonly held: number;
  /** The size that subgroups have at least; 0: programs do not use them. */
  readonly subgroup: number;
};

/** The layout for rows of a width, and the elements that a row then has. */
export function rowLayout(width: number, subgroup: number): RowLayout & { readonly elements: number } {
  const aligned = width % 4 === 0;
  const elements = aligned ? width / 4 : width;
  let lanes = FEWEST_LANES;
  while (lanes < THREADS && lanes * HELD < elements) lanes *= 2;
  return { aligned, lanes, held: Math.max(1, Math.ceil(elements / lanes)), subgroup, elements };
}

/** WGSL of one program: what depends on the layout alone. */
function layoutParts({ aligned, lanes, held, subgroup }: RowLayout, type: 'f32' | 'vec2<f32>') {
  const element: ElementType = aligned ? 'vec4<f32>' : 'f32';
  return {
    element,
    features: subgroup > 0 ? (['subgroups'] as const) : undefined,
    sums: laneSum({ lanes, threads: THREADS, type, subgroup }),
    total: aligned ? (x: string) => `dot(${x}, vec4<f32>(1.0))` : (x: string) => x,
    mask: (at: string) => (aligned ? `mask4(4u * (${at}))` : `mask1(${at})`),
    /** Code for each element that a thread holds: its column, `c0`, and what belongs to it. */
    each: (code: (i: number) => string) => Array.from({ length: held }, (_, i) => code(i)).join('\n  '),
    column: (i: number) => `let c${i} = lane % ${lanes}u + ${i * lanes}u;`,
  };
}

/** y = gain * normalised + bias, normalised = (s - mean) / std of each row of s = residual + dropout(x). */
export const layerNormProgram = programFamily(
  'RDropLayerNorm',
  ({ rates, residual, ...layout }: RowLayout & { rates: number; residual: boolean }) => {
    const { element, features, sums, total, mask, each, column } = layoutParts(layout, 'f32');
    const fields = maskFields(rates);
    const scale = rates > 0 ? ` * ${mask('at')}` : '';
    return {
      inputs: { x: element, gain: element, bias: element, ...(residual ? { residual: element } : {}) },
      outputs: { y: element, normalised: element, inverse_std: 'f32' },
      uniforms: { rows: 'u32', elements: 'u32', width: 'f32', epsilon: 'f32', ...fields.uniforms },
      stepValues: fields.stepValues,
      workgroup: [THREADS, 1, 1],
      features,
      declarations: `${sums}${maskFunctions(rates)}`,
      main: `
  let row = index / ${layout.lanes}u;
  let is_real = row < u.rows;
  var sum = 0.0;
  ${each(
    (i) => `${column(i)}
  let holds${i} = is_real && c${i} < u.elements;
  var s${i} = ${element}();
  if (holds${i}) {
    let at = row * u.elements + c${i};
    s${i} = x[at]${scale}${residual ? ' + residual[at]' : ''};
  }
  sum += ${total(`s${i}`)};`,
  )}
  let mean = lane_sum(sum, lane) / u.width;
  sum = 0.0;
  ${each((i) => `if (holds${i}) { s${i} -= mean; } sum += ${total(`s${i} * s${i}`)};`)}
  let inverse = inverseSqrt(lane_sum(sum, lane) / u.width + u.epsilon);
  ${each(
    (i) => `if (holds${i}) {
    let at = row * u.elements + c${i};
    let value = s${i} * inverse;
    normalised[at] = value;
    y[at] = value * gain[c${i}] + bias[c${i}];
  }`,
  )}
  if (is_real && lane % ${layout.lanes}u == 0u) { inverse_std[row] = inverse; }`,
    };
  },
);

/** Adds up what the rows of a workgroup have of an element, and stores it with the workgroup's part of the rows. */
function storePart(name: string, value: string, lanes: number, column: string): string {
  const rows = THREADS / lanes;
  const others = Array.from({ length: rows - 1 }, (_, i) => ` + parts[lane + ${(i + 1) * lanes}u]`).join('');
  return `
  workgroupBarrier();
  parts[lane] = ${value};
  workgroupBarrier();
  if (lane < ${lanes}u && ${column} < u.elements) {
    ${name}[number * u.elements + ${column}] = parts[lane]${others};
  }`;
}

/**
 * dx and dResidual of rows, and of each workgroup's rows, which are `part`, the sums for the gradients by gain and bias:
 * d_gain, d_bias [parts, D].
 */
export const layerNormGradProgram = programFamily(
  'RDropLayerNormGrad',
  ({ rates, residual, ...layout }: RowLayout & { rates: number; residual: boolean }) => {
    const { element, features, sums, total, mask, each, column } = layoutParts(layout, 'vec2<f32>');
    const { lanes } = layout;
    const fields = maskFields(rates);
    const scale = rates > 0 ? ` * ${mask('at')}` : '';
    return {
      inputs: { dy: element, normalised: element, inverse_std: 'f32', gain: element },
      outputs: {
        dx: element,
        ...(residual ? { d_residual: element } : {}),
        ...{ d_gain: element, d_bias: element },
      },
      uniforms: {
        ...{ rows: 'u32', elements: 'u32', width: 'f32', part: 'u32', parts: 'u32' },
        ...fields.uniforms,
      },
      stepValues: fields.stepValues,
      workgroup: [THREADS, 1, 1],
      features,
      declarations: `${sums}${maskFunctions(rates)}
var<workgroup> parts: array<${element}, ${THREADS}>;`,
      main: `
  let number = index / ${THREADS}u;
  if (group.y * groups.x + group.x >= u.parts) { return; }
  let end = min(u.rows, (number + 1u) * u.part);
  ${each(
    (i) => `${column(i)}
  let is_column${i} = c${i} < u.elements;
  var gain${i} = ${element}();
  if (is_column${i}) { gain${i} = gain[c${i}]; }
  var d_gain${i} = ${element}();
  var d_bias${i} = ${element}();`,
  )}
  for (var step = 0u; step < u.part; step += ${THREADS / lanes}u) {
    let row = number * u.part + step + lane / ${lanes}u;
    var sums = vec2<f32>();
    ${each(
      (i) => `let holds${i} = row < end && is_column${i};
    var n${i} = ${element}();
    var g${i} = ${element}();
    if (holds${i}) {
      let at = row * u.elements + c${i};
      n${i} = normalised[at];
      let given = dy[at];
      d_gain${i} += given * n${i};
      d_bias${i} += given;
      g${i} = given * gain${i};
    }
    sums += vec2<f32>(${total(`g${i}`)}, ${total(`g${i} * n${i}`)});`,
    )}
    let means = lane_sum(sums, lane) / u.width;
    ${each(
      (i) => `if (holds${i}) {
      let at = row * u.elements + c${i};
      let value = (g${i} - means.x - n${i} * means.y) * inverse_std[row];
      dx[at] = value${scale};
      ${residual ? 'd_residual[at] = value;' : ''}
    }`,
    )}
  }
  ${each(
    (i) =>
      storePart('d_gain', `d_gain${i}`, lanes, `c${i}`) + storePart('d_bias', `d_bias${i}`, lanes, `c${i}`),
  )}`,
    };
  },
);
