import { type ElementType, programFamily, type ScalarType } from '../dispatch/program.js';
import { laneSum } from '../wgsl/lane-sums.wgsl.js';

/** Threads of the workgroup that has a position. */
export const LOSS_THREADS = 256;

/** What changes the source of a loss program. */
export interface LossOptions extends Readonly<Record<string, string | number | boolean>> {
  /** m, the rows of a position. */
  readonly passes: number;
  /** Whether rows are whole vectors of four. */
  readonly aligned: boolean;
  readonly mask: boolean;
  /**
   * 'terms': row terms alone; 'statistics': and what 'gradient' needs to give the gradient later; 'in place': row terms, and
   * the logits are replaced by their gradient.
   */
  readonly mode: 'terms' | 'statistics' | 'gradient' | 'in place';
  /** The size that subgroups have at least; 0: the program does not use them. */
  readonly subgroup: number;
}

/** Numbers beyond this (classes ruled out, infinities) are no good to measure others from. */
const FARTHEST_ANCHOR = '1e4';
const LOWEST = '-3.4e38';

const range = (count: number) => Array.from({ length: count }, (_, i) => i);

/** WGSL for each pass, each pair of passes i < j, and each ordered pair i, j. */
function forPasses(passes: number) {
  const all = range(passes);
  const pairs = all.flatMap((i) => all.slice(i + 1).map((j) => [i, j] as const));
  const ordered = all.flatMap((i) => all.filter((j) => j !== i).map((j) => [i, j] as const));
  const lines = (parts: readonly string[]) => parts.join('\n  ');
  return {
    each: (code: (i: number) => string) => lines(all.map(code)),
    pairs: (code: (i: number, j: number) => string) => lines(pairs.map(([i, j]) => code(i, j))),
    ordered: (code: (i: number, j: number) => string) => lines(ordered.map(([i, j]) => code(i, j))),
    orderedPairs: ordered,
    others: (i: number) => all.filter((j) => j !== i),
  };
}

type Passes = ReturnType<typeof forPasses>;

/** How a thread walks along the rows: four classes at a time, neighbouring threads side by side. */
function walk(aligned: boolean, logits: string) {
  const offsets = range(4).map((i) => `k + ${i * LOSS_THREADS}u`);
  return {
    loop: aligned
      ? `for (var k = lane; k < u.classes / 4u; k += ${LOSS_THREADS}u)`
      : `for (var k = lane; k < u.classes; k += ${4 * LOSS_THREADS}u)`,
    /** Numbers of the classes, and which of them there are. */
    classes: aligned
      ? 'let class_numbers = 4u * k + vec4<u32>(0u, 1u, 2u, 3u);'
      : `let class_numbers = vec4<u32>(${offsets.join(', ')});
    let inside = class_numbers < vec4<u32>(u.classes);`,
    load: (i: number) =>
      aligned
        ? `let x${i} = ${logits}[start${i} + k];`
        : `let x${i} = select(vec4<f32>(${LOWEST}), vec4<f32>(${offsets
            .map((at) => `${logits}[start${i} + ${at}]`)
            .join(', ')}), inside);`,
    store: (to: string, i: number, value: string) =>
      aligned
        ? `${to}[start${i} + k] = ${value};`
        : `{ let value = ${value}; ${offsets
            .map((at, j) => `if (inside[${j}]) { ${to}[start${i} + ${at}] = value[${j}]; }`)
            .join(' ')} }`,
    /** The sum of a vector over the classes that there are. */
    total: (value: string) =>
      aligned
        ? `dot(${value}, vec4<f32>(1.0))`
        : `dot(select(vec4<f32>(), ${value}, inside), vec4<f32>(1.0))`,
    one: (i: number, at: string) =>
      aligned ? `${logits}[start${i} + ${at} / 4u][${at} % 4u]` : `${logits}[start${i} + ${at}]`,
  };
}

type Walk = ReturnType<typeof walk>;

/** Takes the sums over threads of any number of values, two at a time. */
function sumOverLanes(names: readonly string[]): string {
  return range(Math.ceil(names.length / 2))
    .map((k) => {
      const [a = '', b] = names.slice(2 * k, 2 * k + 2);
      const pair = `lane_sum(vec2<f32>(${a}, ${b ?? '0.0'}), lane)`;
      return `{ let sums = ${pair}; ${a} = sums.x; ${b === undefined ? '' : `${b} = sums.y;`} }`;
    })
    .join('\n  ');
}

function maxOverLanes(passes: number): string {
  return range(Math.ceil(passes / 2))
    .map((k) => {
      const [a, b] = [2 * k, 2 * k + 1];
      const pair = `vec2<f32>(top${a}, ${b < passes ? `top${b}` : LOWEST})`;
      const second = b < passes ? `let highest${b} = highest_of_${k}.y;` : '';
      return `let highest_of_${k} = lane_max(${pair}, lane); let highest${a} = highest_of_${k}.x; ${second}`;
    })
    .join('\n  ');
}

/**
 * One sweep over the rows of a position, online: of each row the largest logit (`highest`), the sum of exponentials less
 * that (`sum`), the sum of logits less the row's anchor (`shifted`), and for each pair of rows the mean of
 * x_i - x_j - (anchor_i - anchor_j) under the distribution of row i (`gap`). Near equality of the passes the difference of
 * two such means is small against them; with the label as the anchor, the class that has most of the probability adds
 * nothing to either.
 */
function sweep(passes: number, { each, pairs, ordered, orderedPairs }: Passes, rows: Walk): string {
  return `
  let anchor = select(0u, u32(label), known);
  var anchored = true;
  ${each((i) => `var anchor${i} = ${rows.one(i, 'anchor')}; anchored = anchored && abs(anchor${i}) < ${FARTHEST_ANCHOR};`)}
  ${each((i) => `let label_logit${i} = anchor${i}; if (!anchored) { anchor${i} = 0.0; }`)}
  ${each((i) => `var top${i} = ${LOWEST}; var sum${i} = 0.0; var shifted${i} = 0.0;`)}
  ${ordered((i, j) => `var gap${i}_${j} = 0.0;`)}
  ${pairs((i, j) => `let center${i}_${j} = anchor${i} - anchor${j}; let center${j}_${i} = -center${i}_${j};`)}
  ${rows.loop} {
    ${rows.classes}
    ${each(rows.load)}
    ${each(
      (i) => `let raised${i} = max(top${i}, max(max(x${i}.x, x${i}.y), max(x${i}.z, x${i}.w)));
    let factor${i} = exp(top${i} - raised${i});
    top${i} = raised${i};
    let e${i} = exp(x${i} - raised${i});
    sum${i} = sum${i} * factor${i} + dot(e${i}, vec4<f32>(1.0));
    shifted${i} += ${rows.total(`x${i} - anchor${i}`)};`,
    )}
    ${pairs(
      (i, j) => `let d${i}_${j} = x${i} - x${j} - center${i}_${j};
    gap${i}_${j} = gap${i}_${j} * factor${i} + ${rows.total(`e${i} * d${i}_${j}`)};
    gap${j}_${i} = gap${j}_${i} * factor${j} - ${rows.total(`e${j} * d${i}_${j}`)};`,
    )}
  }
  ${maxOverLanes(passes)}
  ${each(
    (i) =>
      `{ let factor = exp(top${i} - highest${i}); sum${i} *= factor; ${orderedPairs
        .filter(([first]) => first === i)
        .map(([, j]) => `gap${i}_${j} *= factor;`)
        .join(' ')} }`,
  )}
  ${sumOverLanes([
    ...range(passes).flatMap((i) => [`sum${i}`, `shifted${i}`]),
    ...orderedPairs.map(([i, j]) => `gap${i}_${j}`),
  ])}
  ${each((i) => `let log_sum${i} = log(sum${i}) + nan_of(shifted${i}); let lse${i} = highest${i} + log_sum${i};`)}
  ${ordered((i, j) => `let mean${i}_${j} = gap${i}_${j} / sum${i} + center${i}_${j};`)}`;
}

/** Ordered pairs of passes, as a float. */
const pairsOf = (passes: number) => `${Math.max(1, passes * (passes - 1))}.0`;

/** Number j of the statistics of the position's row i. */
const at = (passes: number, i: number, j: number) =>
  `statistics[(${i}u * u.positions + position) * ${passes}u + ${j}u]`;

/** Row terms of the position: ce of each pass, nll of each pass, kl. */
function writeTerms(passes: number, { each, orderedPairs }: Passes): string {
  const gaps = orderedPairs.map(([i, j]) => `gap${i}_${j} / sum${i}`).join(' + ');
  return `
  if (lane == 0u) {
    let at = (u.first + position) * u.terms;
    ${each(
      (i) => `{
      let nll = select(0.0, log_sum${i} - (label_logit${i} - highest${i}), known);
      var ce = u.nll_weight * nll;
      if (u.every_weight != 0.0) { ce += u.every_weight * (f32(u.classes) * (lse${i} - anchor${i}) - shifted${i}); }
      row_terms[at + ${i}u] = weight * ce;
      row_terms[at + ${passes + i}u] = weight * nll;
    }`,
    )}
    let kl = ${passes > 1 ? gaps : '0.0'};
    if (u.terms > ${2 * passes}u) { row_terms[at + ${2 * passes}u] = weight * select(kl, 0.0, kl < 0.0) / ${pairsOf(passes)}; }
  }`;
}

function writeStatistics(passes: number, { each, ordered }: Passes): string {
  return `
  if (lane == 0u) {
    ${each((i) => `${at(passes, i, i)} = lse${i};`)}
    ${ordered((i, j) => `${at(passes, i, j)} = mean${i}_${j};`)}
  }`;
}

function readStatistics(passes: number, { each, ordered }: Passes): string {
  return `
  ${each((i) => `let lse${i} = ${at(passes, i, i)};`)}
  ${ordered((i, j) => `let mean${i}_${j} = ${at(passes, i, j)};`)}`;
}

/**
 * A second sweep, which writes the gradient. With d = x_i - x_j and its mean under p_i, the gradient by x_i of
 * KL(p_i|p_j) + KL(p_j|p_i) is p_i (d - mean + 1) - p_j.
 */
function gradient(passes: number, { each, others }: Passes, rows: Walk, to: string): string {
  return `
  ${each(
    (i) => `let d_ce${i} = weight * d_terms[${i}];
  let d_nll${i} = select(0.0, weight * d_terms[${passes + i}], known);
  let total${i} = d_nll${i} + d_ce${i} * (select(0.0, u.nll_weight, known) + u.every_weight * f32(u.classes));
  let constant${i} = d_ce${i} * u.every_weight + nan_of(lse${i});
  let gold${i} = select(0.0, d_ce${i} * u.nll_weight + d_nll${i}, known);`,
  )}
  ${passes > 1 ? `let d_kl = weight * d_terms[${2 * passes}] / ${pairsOf(passes)};` : ''}
  ${rows.loop} {
    ${rows.classes}
    let is_gold = class_numbers == vec4<u32>(u32(label));
    ${each(rows.load)}
    ${each((i) => `let p${i} = exp(x${i} - lse${i});`)}
    ${each((i) => {
      const divergence = others(i).map(
        (j) => ` + d_kl * (p${i} * (x${i} - x${j} - (mean${i}_${j} - 1.0)) - p${j})`,
      );
      const smoothed = `p${i} * total${i} - constant${i}`;
      const labelled = `select(vec4<f32>(), vec4<f32>(gold${i}), is_gold)`;
      return rows.store(to, i, `${smoothed} - ${labelled}${divergence.join('')}`);
    })}
  }`;
}

/** `nan_of(x)`: x if it is a NaN, else 0. Devices may lose a NaN in `exp`; the sum of a row's logits keeps it. */
const NAN_OF = `
fn nan_of(x: f32) -> f32 { return select(0.0, x, (bitcast<u32>(x) & 0x7fffffffu) > 0x7f800000u); }
`;

/** What is written for a position that does not count, of which nothing is read. */
function writeZeros({ passes, mode }: LossOptions, all: Passes, rows: Walk, to: string): string {
  const terms = `if (lane < u.terms) { row_terms[(u.first + position) * u.terms + lane] = 0.0; }`;
  const statistics = `if (lane == 0u) { ${range(passes * passes)
    .map((k) => `${at(passes, Math.floor(k / passes), k % passes)} = 0.0;`)
    .join(' ')} }`;
  const zeros = `${rows.loop} { ${rows.classes} ${all.each((i) => rows.store(to, i, 'vec4<f32>()'))} }`;
  return [
    mode === 'gradient' ? '' : terms,
    mode === 'statistics' ? statistics : '',
    mode === 'gradient' || mode === 'in place' ? zeros : '',
  ].join('\n    ');
}

function buffersOf({ passes, aligned, mask, mode }: LossOptions) {
  const rows: ElementType = aligned ? 'vec4<f32>' : 'f32';
  const differentiates = mode === 'gradient' || mode === 'in place';
  return {
    inputs: {
      ...(mode === 'in place' ? {} : { logits: rows }),
      labels: 'i32',
      ...(mask ? { mask: 'f32' } : {}),
      ...(differentiates ? { d_terms: 'f32' } : {}),
      ...(mode === 'gradient' ? { statistics: 'f32' } : {}),
    } satisfies Record<string, ElementType>,
    outputs: {
      ...(mode === 'in place' ? { logits: rows } : {}),
      ...(mode === 'gradient' ? { d_logits: rows } : { row_terms: 'f32' }),
      ...(mode === 'statistics' ? { statistics: 'f32' } : {}),
    } satisfies Record<string, ElementType>,
    passes,
  };
}

/**
 * Label-smoothed cross-entropy of m passes over the same labels, with the R-Drop term between the passes, a workgroup for
 * each position: row i * positions + n of the logits is position n in pass i. Its label, mask and row terms (`terms` numbers,
 * 2m + 1 or, without the divergence, 2m) are those of position first + n. Sums over positions are left to the caller. A label outside [0, V) is never
 * read, and nothing of a position whose mask is 0.
 */
export const lossProgram = programFamily('loss', (options: LossOptions) => {
  const { passes, aligned, mask, mode, subgroup } = options;
  const all = forPasses(passes);
  const rows = walk(aligned, 'logits');
  const to = mode === 'gradient' ? 'd_logits' : 'logits';
  const { inputs, outputs } = buffersOf(options);
  const reduction = { lanes: LOSS_THREADS, threads: LOSS_THREADS, type: 'vec2<f32>', subgroup } as const;
  return {
    inputs,
    outputs,
    uniforms: {
      ...{ positions: 'u32', first: 'u32', classes: 'u32', terms: 'u32' },
      ...{ nll_weight: 'f32', every_weight: 'f32' },
    } satisfies Record<string, ScalarType>,
    workgroup: [LOSS_THREADS, 1, 1],
    features: subgroup > 0 && mode !== 'gradient' ? ['subgroups'] : [],
    declarations:
      NAN_OF + (mode === 'gradient' ? '' : laneSum(reduction) + laneSum({ ...reduction, operation: 'max' })),
    main: `
  let position = group.y * groups.x + group.x;
  if (position >= u.positions) { return; }
  let label = labels[u.first + position];
  let known = label >= 0 && label < i32(u.classes);
  let weight = ${mask ? 'mask[u.first + position]' : '1.0'};
  let row_length = u.classes${aligned ? ' / 4u' : ''};
  ${all.each((i) => `let start${i} = (${i}u * u.positions + position) * row_length;`)}
  if (weight == 0.0) {
    ${writeZeros(options, all, rows, to)}
    return;
  }
  ${mode === 'gradient' ? readStatistics(passes, all) : sweep(passes, all, rows)}
  ${mode === 'gradient' ? '' : writeTerms(passes, all)}
  ${mode === 'statistics' ? writeStatistics(passes, all) : ''}
  ${mode === 'gradient' || mode === 'in place' ? gradient(passes, all, rows, to) : ''}`,
  };
});
