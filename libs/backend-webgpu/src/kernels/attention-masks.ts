import type * as tf from '@tensorflow/tfjs';
import { programFamily } from '../dispatch/program.js';
import type { KernelCall } from '../kernel-call.js';
import { MASKED } from '../wgsl/attention-tiles.wgsl.js';
import { GROUP, KEEP_GROUP, type Mask, maskFields, maskFunctions, maskOf } from '../wgsl/philox.wgsl.js';

const THREADS = 256;
/** Positions in a mask are 32-bit numbers. */
const MOST_WEIGHTS = 2 ** 32;

/** Lengths of an attention's tensors. */
export interface AttentionSizes {
  readonly batch: number;
  readonly queries: number;
  readonly keys: number;
  readonly heads: number;
  readonly headWidth: number;
}

/**
 * Of the keys of a batch row: what masked ones add to scores, and before all rows' penalties two words for each row, the
 * first key that counts and the end of those that do. Keys before the first real one and after the last, and in causal
 * attention (then the highest bit is set) those after the query, have weights of exactly 0 in rows that see a real key;
 * where a row may see none, all keys count.
 */
const keyMaskProgram = programFamily('attention key mask', ({ causal }: { causal: boolean }) => ({
  inputs: { key_mask: 'f32' },
  outputs: { masks: 'u32' },
  uniforms: { batch: 'u32', keys: 'u32' },
  workgroup: [THREADS, 1, 1],
  declarations: `
var<workgroup> from_first: atomic<u32>; // keys from the first one that is not masked
var<workgroup> last_end: atomic<u32>;
var<workgroup> real_keys: atomic<u32>;`,
  main: `
  let batch_row = group.y * groups.x + group.x;
  if (batch_row >= u.batch) { return; }
  for (var key = lane; key < u.keys; key += ${THREADS}u) {
    let value = key_mask[batch_row * u.keys + key];
    masks[2u * u.batch + batch_row * u.keys + key] = bitcast<u32>((1.0 - value) * ${MASKED});
    if (value != 0.0) {
      atomicMax(&from_first, u.keys - key);
      atomicMax(&last_end, key + 1u);
    }
    if (value == 1.0${causal ? ' && key == 0u' : ''}) { atomicMax(&real_keys, 1u); }
  }
  workgroupBarrier();
  if (lane == 0u) {
    let trims = atomicLoad(&real_keys) != 0u;
    masks[2u * batch_row] = select(0u, u.keys - atomicLoad(&from_first), trims);
    masks[2u * batch_row + 1u] = select(u.keys, atomicLoad(&last_end) | 0x80000000u, trims);
  }`,
}));

/** The dropout mask as bits, a row of words for each query of each head: 1 = kept. */
const keepProgram = programFamily('attention dropout', ({ rates }: { rates: number }) => {
  const fields = maskFields(rates);
  return {
    inputs: {},
    outputs: { masks: 'u32' },
    uniforms: { keys: 'u32', words: 'u32', total: 'u32', bits: 'u32', ...fields.uniforms },
    stepValues: fields.stepValues,
    workgroup: [THREADS, 1, 1],
    declarations: `${maskFunctions(rates)}${KEEP_GROUP}`,
    main: `
  if (index >= u.total) { return; }
  let first = index / u.words * u.keys + 32u * (index % u.words);
  let before = first % ${GROUP}u;
  var kept = keep_group(first / ${GROUP}u) >> before;
  for (var i = ${GROUP}u; i < 32u + before; i += ${GROUP}u) {
    kept |= keep_group((first + i) / ${GROUP}u) << (i - before);
  }
  masks[u.bits + index] = kept;`,
  };
});

export interface AttentionMasks {
  readonly keyMask: boolean;
  readonly rates: number;
  /** Of programs that read the masks. */
  readonly inputs: Readonly<Record<string, tf.TensorInfo>>;
  readonly uniforms: Readonly<Record<string, number>>;
}

function keyMaskOf(call: KernelCall, { batch, keys }: AttentionSizes): tf.TensorInfo | undefined {
  const keyMask = call.optionalFloats('keyMask');
  if (keyMask !== undefined) call.expectSize('keyMask', batch * keys);
  return keyMask;
}

function drawKept(
  call: KernelCall,
  masks: tf.TensorInfo,
  mask: Mask,
  sizes: Record<'keys' | 'words' | 'total' | 'bits', number>,
): void {
  call.dispatch(keepProgram({ rates: mask.rates }), {
    inputs: {},
    outputs: { masks },
    uniforms: { ...sizes, ...mask.uniforms },
    stepValues: mask.stepValues,
    threads: sizes.total,
  });
}

/**
 * What programs read of the key mask and of the dropout mask, in one buffer: two words for each batch row, penalties [B, S],
 * bits [B, H, T, ceil(S / 32)].
 */
export function attentionMasks(call: KernelCall, size: AttentionSizes): AttentionMasks {
  const { batch, heads, queries, keys } = size;
  const weights = batch * heads * queries * keys;
  const mask = maskOf(call, weights);
  if (mask.rates > 0 && weights >= MOST_WEIGHTS) {
    throw new Error(
      `${call.name}: expected fewer than 2^32 weights to draw a dropout mask for, got ${weights}`,
    );
  }
  const keyMask = keyMaskOf(call, size);
  const bits = keyMask === undefined ? 0 : batch * (keys + 2);
  const words = Math.ceil(keys / 32);
  const total = mask.rates > 0 ? batch * heads * queries * words : 0;
  const options = { keyMask: keyMask !== undefined, rates: mask.rates };
  const uniforms = { batch, bits, words, ...mask.uniforms };
  if (bits + total === 0) return { ...options, inputs: {}, uniforms };
  const masks = call.scratch([bits + total], 'int32');
  if (keyMask !== undefined) {
    call.dispatch(keyMaskProgram({ causal: call.flag('causal') }), {
      inputs: { key_mask: keyMask },
      outputs: { masks },
      uniforms: { batch, keys },
      threads: batch * THREADS,
    });
  }
  if (total > 0) drawKept(call, masks, mask, { keys, words, total, bits });
  return { ...options, inputs: { masks }, uniforms };
}
