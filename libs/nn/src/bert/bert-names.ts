import type { BertFamily } from './bert-config.js';

/** TensorFlow's names of BERT's variables, part by part, as the Hugging Face libraries call them. */
function fromTensorFlow(name: string): string {
  return name
    .replaceAll('/', '.')
    .replace(/layer_(\d+)/, 'layer.$1')
    .replace(/(word|position|token_type)_embeddings$/, '$1_embeddings.weight')
    .replace(/\.(kernel|gamma)$/, '.weight')
    .replace(/\.beta$/, '.bias')
    .replace(/^cls\.predictions\.output_bias$/, 'cls.predictions.bias');
}

/** Whether a linear layer of this name is stored [in, out], as TensorFlow does. */
export const isTransposed = (tensor: string): boolean => tensor.endsWith('/kernel');

/** Buffers and optimizer slots: no parameters of any model. */
const PASSED_OVER = /(position_ids|global_step|adam_m|adam_v|AdamWeightDecayOptimizer(_1)?)$/;

/**
 * The name a tensor of a checkpoint has in a model of this family: as published today, with `gamma` and `beta` as the first
 * PyTorch checkpoints have them, without the prefix of the encoder, or as TensorFlow's (`bert/encoder/layer_0/...`).
 * Undefined for buffers.
 */
export function bertTensorName(tensor: string, family: BertFamily): string | undefined {
  if (PASSED_OVER.test(tensor)) return undefined;
  const name = (tensor.includes('/') ? fromTensorFlow(tensor) : tensor)
    .replace(/\.LayerNorm\.gamma$/, '.LayerNorm.weight')
    .replace(/\.LayerNorm\.beta$/, '.LayerNorm.bias');
  return /^(embeddings|encoder|pooler)\./.test(name) ? `${family}.${name}` : name;
}
