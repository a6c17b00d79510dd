import { feedForward, firstPosition, layerNorm, projectedAttention, rank3 } from '@rdrop/ops';
import * as tf from '@tensorflow/tfjs';
import { type LayerContext, project, projection } from './layer-context.js';

/** What an attention block attends to. */
interface Attended {
  /** [B, S, D] */
  readonly states: tf.Tensor3D;
  /** Query t sees states 0 .. t only. */
  readonly causal: boolean;
}

export interface LayerOptions {
  /** Only the first position of the output is wanted: the result is [B, 1, D]. Default false. */
  readonly firstOnly?: boolean;
  /** Self-attention sees no later position. Default false. */
  readonly causal?: boolean;
  /** States [B, S, D] for a second attention block, `encoder_attn`. Default: there is none. */
  readonly memory?: tf.Tensor3D;
}

/** norm(x + dropout(update)), [B, T, D]; the dropout site is `site`. */
function addAndNorm(
  context: LayerContext,
  names: { readonly norm: string; readonly site: string },
  x: tf.Tensor3D,
  update: tf.Tensor,
): tf.Tensor3D {
  const { parameters, size } = context;
  const gain = parameters.vector(`${names.norm}.weight`);
  const bias = parameters.vector(`${names.norm}.bias`);
  const drop = context.dropout.at(names.site, size.dropout);
  return rank3(names.norm, layerNorm(update, gain, bias, { residual: x, dropout: drop }));
}

function attentionSublayer(
  context: LayerContext,
  name: string,
  x: tf.Tensor3D,
  { states, causal }: Attended,
): tf.Tensor3D {
  const { size } = context;
  return tf.tidy(() => {
    const projections = {
      query: projection(context, `${name}.q_proj`),
      key: projection(context, `${name}.k_proj`),
      value: projection(context, `${name}.v_proj`),
    };
    const mixed = projectedAttention(x, states, projections, {
      heads: size.heads,
      causal,
      dropout: context.dropout.at(`${name}.weights`, size.dropout),
    });
    const names = { norm: `${name}_layer_norm`, site: name };
    return addAndNorm(context, names, x, project(context, `${name}.out_proj`, mixed));
  });
}

function feedForwardSublayer(context: LayerContext, layer: string, x: tf.Tensor3D): tf.Tensor3D {
  const { size, activation } = context;
  return tf.tidy(() => {
    const update = feedForward(x, projection(context, `${layer}.fc1`), projection(context, `${layer}.fc2`), {
      activation,
      dropout: context.dropout.at(`${layer}.ffn.activation`, size.dropout),
    });
    const names = { norm: `${layer}.final_layer_norm`, site: `${layer}.ffn` };
    return addAndNorm(context, names, x, update);
  });
}

/** Post-norm Transformer layer `name` (Vaswani et al. 2017), x [B, T, D] -> [B, T, D]. */
export function postNormLayer(
  context: LayerContext,
  name: string,
  x: tf.Tensor3D,
  options: LayerOptions = {},
): tf.Tensor3D {
  const { causal = false, memory, firstOnly = false } = options;
  const asking = firstOnly ? firstPosition(x) : x;
  const attended = attentionSublayer(context, `${name}.self_attn`, asking, { states: x, causal });
  const informed =
    memory === undefined
      ? attended
      : attentionSublayer(context, `${name}.encoder_attn`, attended, { states: memory, causal: false });
  return feedForwardSublayer(context, name, informed);
}

/**
 * `count` layers `<stack>.0`, `<stack>.1`, ... one after the other. With `firstOnly` the last of them is computed at
 * position 0 alone: the earlier ones reach it through keys and values.
 */
export function layerStack(
  context: LayerContext,
  stack: { readonly name: string; readonly count: number },
  x: tf.Tensor3D,
  options: LayerOptions = {},
): tf.Tensor3D {
  let states = x;
  for (let layer = 0; layer < stack.count; layer++) {
    const firstOnly = options.firstOnly === true && layer === stack.count - 1;
    states = postNormLayer(context, `${stack.name}.${layer}`, states, { ...options, firstOnly });
  }
  return states;
}
