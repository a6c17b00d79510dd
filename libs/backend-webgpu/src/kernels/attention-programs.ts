import { programFamily } from '../dispatch/program.js';
import {
  type AttentionOptions,
  attentionParts,
  attentionUniforms,
  declareResult,
  elementType,
  loader,
  MASKED,
  masksOf,
  mix,
  NO_KEY,
  product,
  prologue,
  resultParts,
  storer,
  storeResult,
  TILE,
} from '../wgsl/attention-tiles.wgsl.js';
import { laneSum } from '../wgsl/lane-sums.wgsl.js';

const four = (line: (i: number) => string) => [0, 1, 2, 3].map(line).join('\n    ');

/** `scores`, of queries in a block and keys in a tile: `products` scaled, with what masks add. */
function scoresOfQueries({ causal }: AttentionOptions): string {
  return `
    let query = vec4<u32>(block_first + 4u * block_quad) + vec4<u32>(0u, 1u, 2u, 3u);
    let key = tile_first + 4u * tile_quad;
    var scores: mat4x4<f32>;
    ${four((i) =>
      [
        `scores[${i}] = products[${i}] * u.scale + key_penalty(batch_row, key + ${i}u);`,
        causal
          ? `scores[${i}] += select(vec4<f32>(), vec4<f32>(${MASKED}), vec4<u32>(key + ${i}u) > query);`
          : '',
        `if (key + ${i}u >= u.keys) { scores[${i}] = vec4<f32>(${NO_KEY}); }`,
      ].join(' '),
    )}
    let kept = vec4<u32>(${[0, 1, 2, 3].map((i) => `kept_keys(unit, query[${i}], key)`).join(', ')});`;
}

/** 1 where the weight of key i of the thread's four is kept, over its queries. */
const keptOfKey = (i: number) => `vec4<f32>((kept >> vec4<u32>(${i}u)) & vec4<u32>(1u))`;

/** Combines a vector of each of the eight threads that share rows of a block, in one order, through `memory`. */
function overTile(value: string, combine: (other: string) => string): string {
  return `
    workgroupBarrier();
    memory[8u * block_quad + tile_quad] = ${value};
    workgroupBarrier();
    for (var i = 0u; i < 8u; i++) { ${combine('memory[8u * block_quad + i]')} }`;
}

/**
 * y, and of each row the largest score and the inverse sum of weights before division, with a running maximum (Dao,
 * "FlashAttention-2", 2023, Algorithm 1). Scores are in units of ln 2.
 */
export const attentionProgram = programFamily('RDropAttention', (options: AttentionOptions) => {
  const element = elementType(options);
  const { block, rates } = options;
  return {
    inputs: { q: element, k: element, v: element, ...masksOf(options) },
    outputs: { y: element, state: 'vec2<f32>' },
    uniforms: attentionUniforms(rates),
    workgroup: [2 * block, 1, 1],
    declarations: [
      attentionParts(options),
      loader('q', 'query', options),
      loader('k', 'key', options),
      loader('v', 'key', options),
      storer('y', 'query', options),
      product('q', 'k', options),
    ].join(''),
    main: `${prologue(options)}
  var largest = vec4<f32>(${NO_KEY});
  var sum = vec4<f32>();
  ${declareResult('result', options)}
  let end = select(key_end, min(key_end, block_first + ${block}u), skips_future);
  for (var tile_first = key_begin / ${TILE}u * ${TILE}u; tile_first < end; tile_first += ${TILE}u) {
    let products = product_q_k(block_first, tile_first, lane);
    ${scoresOfQueries(options)}
    let before = largest;
    ${overTile(
      'max(max(scores[0], scores[1]), max(scores[2], scores[3]))',
      (other) => `largest = max(largest, ${other});`,
    )}
    let factor = exp2(before - largest);
    sum *= factor;
    ${Array.from({ length: resultParts(options) }, (_, j) => four((i) => `result${j}[${i}] *= factor;`)).join('\n    ')}
    ${four((i) => `scores[${i}] = exp2(scores[${i}] - largest); sum += scores[${i}];${rates > 0 ? ` scores[${i}] *= ${keptOfKey(i)};` : ''}`)}
    store_weights(scores, block_quad, tile_quad);
    ${mix('v', 'result', options)}
  }
  var total = vec4<f32>();
  ${overTile('sum', (other) => `total += ${other};`)}
  let inverse = 1.0 / total;
  let factors = inverse * drop_scale;
  ${storeResult('y', 'result', 'factors', options)}
  if (column_first == 0u && tile_quad == 0u) {
    for (var i = 0u; i < 4u; i++) {
      let query = block_first + 4u * block_quad + i;
      if (query < u.queries) { state[unit * u.queries + query] = vec2<f32>(largest[i], inverse[i]); }
    }
  }`,
  };
});

const ROW_LANES = 8;

/** Of each row of each head: largest score, inverse sum, and the sum of dy * y. */
export const attentionRowsProgram = programFamily(
  'RDropAttentionGrad rows',
  ({ aligned, subgroup }: { aligned: boolean; subgroup: number }) => {
    const element = aligned ? 'vec4<f32>' : 'f32';
    return {
      inputs: { dy: element, y: element, state: 'vec2<f32>' },
      outputs: { rows: 'vec4<f32>' },
      uniforms: { queries: 'u32', heads: 'u32', elements: 'u32', total: 'u32' },
      workgroup: [256, 1, 1],
      features: subgroup > 0 ? (['subgroups'] as const) : undefined,
      declarations: laneSum({ lanes: ROW_LANES, threads: 256, type: 'f32', subgroup }),
      main: `
  let number = index / ${ROW_LANES}u; // position * heads + head
  var sum = 0.0;
  if (number < u.total) {
    for (var i = lane % ${ROW_LANES}u; i < u.elements; i += ${ROW_LANES}u) {
      let at = number * u.elements + i;
      sum += ${aligned ? 'dot(dy[at], y[at])' : 'dy[at] * y[at]'};
    }
  }
  sum = lane_sum(sum, lane);
  if (number < u.total && lane % ${ROW_LANES}u == 0u) {
    let position = number / u.heads;
    let unit = position / u.queries * u.heads + number % u.heads;
    let row = unit * u.queries + position % u.queries;
    rows[row] = vec4<f32>(state[row], sum, 0.0);
  }`,
    };
  },
);

/** dq: the scores of a block of queries once more, and the gradients by them, tile by tile of keys. */
export const attentionQueryGradProgram = programFamily(
  'RDropAttentionGrad queries',
  (options: AttentionOptions) => {
    const element = elementType(options);
    const { block, rates } = options;
    return {
      inputs: {
        ...{ dy: element, q: element, k: element, v: element },
        ...{ rows: 'vec4<f32>', ...masksOf(options) },
      },
      outputs: { dq: element },
      uniforms: { ...attentionUniforms(rates), gradient_scale: 'f32' },
      workgroup: [2 * block, 1, 1],
      declarations: [
        attentionParts(options),
        loader('dy', 'query', options),
        loader('q', 'query', options),
        loader('k', 'key', options),
        loader('v', 'key', options),
        storer('dq', 'query', options),
        product('q', 'k', options),
        product('dy', 'v', options),
      ].join(''),
      main: `${prologue(options)}
  // Rows over three vectors: their parts over the four queries.
  var parts: mat4x4<f32>;
  ${four((i) => `parts[${i}] = rows[unit * u.queries + min(block_first + 4u * block_quad + ${i}u, u.queries - 1u)];`)}
  parts = transpose(parts);
  ${declareResult('result', options)}
  let end = select(key_end, min(key_end, block_first + ${block}u), skips_future);
  for (var tile_first = key_begin / ${TILE}u * ${TILE}u; tile_first < end; tile_first += ${TILE}u) {
    let products = product_q_k(block_first, tile_first, lane);
    let by_weight = product_dy_v(block_first, tile_first, lane);
    ${scoresOfQueries(options)}
    ${four(
      (i) =>
        `scores[${i}] = exp2(scores[${i}] - parts[0]) * parts[1] * (by_weight[${i}]${rates > 0 ? ` * drop_scale * ${keptOfKey(i)}` : ''} - parts[2]);`,
    )}
    store_weights(scores, block_quad, tile_quad);
    ${mix('k', 'result', options)}
  }
  let factors = vec4<f32>(u.gradient_scale);
  ${storeResult('dq', 'result', 'factors', options)}`,
    };
  },
);

/** dk and dv: the same for a block of keys, tile by tile of queries. */
export const attentionKeyGradProgram = programFamily(
  'RDropAttentionGrad keys',
  (options: AttentionOptions) => {
    const element = elementType(options);
    const { block, causal, rates } = options;
    const kept = (i: number) =>
      `vec4<f32>((vec4<u32>(kept_keys(unit, query + ${i}u, block_first + 4u * block_quad)) >> vec4<u32>(0u, 1u, 2u, 3u)) & vec4<u32>(1u))`;
    return {
      inputs: {
        ...{ dy: element, q: element, k: element, v: element },
        ...{ rows: 'vec4<f32>', ...masksOf(options) },
      },
      outputs: { dk: element, dv: element },
      uniforms: { ...attentionUniforms(rates), gradient_scale: 'f32' },
      workgroup: [2 * block, 1, 1],
      declarations: [
        attentionParts(options),
        loader('dy', 'query', options),
        loader('q', 'query', options),
        loader('k', 'key', options),
        loader('v', 'key', options),
        storer('dk', 'key', options),
        storer('dv', 'key', options),
        product('k', 'q', options),
        product('v', 'dy', options),
      ].join(''),
      main: `${prologue(options)}
  let key = vec4<u32>(block_first + 4u * block_quad) + vec4<u32>(0u, 1u, 2u, 3u);
  var penalty: vec4<f32>;
  ${four((i) => `penalty[${i}] = key_penalty(batch_row, key[${i}]);`)}
  ${declareResult('keys', options)}
  ${declareResult('values', options)}
  let begin = select(0u, block_first, skips_future);
  let end = select(0u, u.queries, block_first < key_end && block_first + ${block}u > key_begin);
  for (var tile_first = begin; tile_first < end; tile_first += ${TILE}u) {
    let products = product_k_q(block_first, tile_first, lane);
    let by_weight = product_v_dy(block_first, tile_first, lane);
    let query = tile_first + 4u * tile_quad;
    var weight: mat4x4<f32>;
    var by_score: mat4x4<f32>;
    ${four(
      (i) => `{
      // A query that is not there has an inverse sum of 0.
      var row = vec4<f32>();
      if (query + ${i}u < u.queries) { row = rows[unit * u.queries + query + ${i}u]; }
      var scores = products[${i}] * u.scale + penalty;
      ${causal ? `scores += select(vec4<f32>(), vec4<f32>(${MASKED}), key > vec4<u32>(query + ${i}u));` : ''}
      weight[${i}] = exp2(scores - row.x) * row.y;
      ${rates > 0 ? `let kept = ${kept(i)};` : ''}
      by_score[${i}] = weight[${i}] * (by_weight[${i}]${rates > 0 ? ' * drop_scale * kept' : ''} - row.z);
      ${rates > 0 ? `weight[${i}] *= kept;` : ''}
    }`,
    )}
    store_weights(weight, block_quad, tile_quad);
    ${mix('dy', 'values', options)}
    workgroupBarrier();
    store_weights(by_score, block_quad, tile_quad);
    ${mix('q', 'keys', options)}
  }
  let key_factors = vec4<f32>(u.gradient_scale);
  let value_factors = vec4<f32>(drop_scale);
  ${storeResult('dk', 'keys', 'key_factors', options)}
  ${storeResult('dv', 'values', 'value_factors', options)}`,
    };
  },
);
