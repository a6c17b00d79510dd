import { PretrainedError } from '../pretrained/pretrained-error.js';
import { VIT_NAMES } from './vit-parameters.js';

/**
 * Whose names the tensors of a file carry: `google` (the published `.npz`, kernels [in, out]), `hugging-face`
 * (`ViTForImageClassification`) or `official` (the R-Drop code's PyTorch model).
 */
export type VitNaming = 'google' | 'hugging-face' | 'official';

const CLASS_TOKENS: readonly (readonly [VitNaming, string])[] = [
  ['google', 'cls'],
  ['hugging-face', VIT_NAMES.classToken],
  ['official', 'transformer.embeddings.cls_token'],
];

/** Sees by the class token whose names these are. @throws PretrainedError when they are nobody's */
export function vitNaming(names: ReadonlySet<string>): VitNaming {
  const found = CLASS_TOKENS.find(([, token]) => names.has(token));
  if (found !== undefined) return found[0];
  const tokens = CLASS_TOKENS.map(([, token]) => token).join(', ');
  throw new PretrainedError(
    `expected one of the tensors ${tokens}; these are no weights of a ViT that is known`,
  );
}

interface Names {
  /** Names outside the layers, by ours; a linear layer or norm without `.weight` and `.bias`. */
  readonly outside: Readonly<Record<string, string>>;
  /** Names inside a layer, by ours, likewise. */
  readonly inside: Readonly<Record<string, string>>;
  layer(index: string): string;
  /** What `weight` and `bias` are called; norms have a name of their own for the weight. */
  ending(kind: 'weight' | 'bias', isNorm: boolean): string;
}

const GOOGLE: Names = {
  outside: {
    [VIT_NAMES.classToken]: 'cls',
    [VIT_NAMES.positions]: 'Transformer/posembed_input/pos_embedding',
    [VIT_NAMES.patch]: 'embedding',
    [VIT_NAMES.norm]: 'Transformer/encoder_norm',
    [VIT_NAMES.head]: 'head',
  },
  inside: {
    layernorm_before: 'LayerNorm_0',
    'attention.attention.query': 'MultiHeadDotProductAttention_1/query',
    'attention.attention.key': 'MultiHeadDotProductAttention_1/key',
    'attention.attention.value': 'MultiHeadDotProductAttention_1/value',
    'attention.output.dense': 'MultiHeadDotProductAttention_1/out',
    layernorm_after: 'LayerNorm_2',
    'intermediate.dense': 'MlpBlock_3/Dense_0',
    'output.dense': 'MlpBlock_3/Dense_1',
  },
  layer: (index) => `Transformer/encoderblock_${index}/`,
  ending: (kind, isNorm) => (kind === 'bias' ? '/bias' : isNorm ? '/scale' : '/kernel'),
};

const OFFICIAL: Names = {
  outside: {
    [VIT_NAMES.classToken]: 'transformer.embeddings.cls_token',
    [VIT_NAMES.positions]: 'transformer.embeddings.position_embeddings',
    [VIT_NAMES.patch]: 'transformer.embeddings.patch_embeddings',
    [VIT_NAMES.norm]: 'transformer.encoder.encoder_norm',
    [VIT_NAMES.head]: 'head',
  },
  inside: {
    layernorm_before: 'attention_norm',
    'attention.attention.query': 'attn.query',
    'attention.attention.key': 'attn.key',
    'attention.attention.value': 'attn.value',
    'attention.output.dense': 'attn.out',
    layernorm_after: 'ffn_norm',
    'intermediate.dense': 'ffn.fc1',
    'output.dense': 'ffn.fc2',
  },
  layer: (index) => `transformer.encoder.layer.${index}.`,
  ending: (kind) => `.${kind}`,
};

/** What `names` calls our parameter `name`. */
function translated(names: Names, name: string): string {
  const whole = names.outside[name];
  if (whole !== undefined) return whole;
  const [, stem = '', kind] = /^(.*)\.(weight|bias)$/.exec(name) ?? [];
  const ending = names.ending(kind === 'bias' ? 'bias' : 'weight', stem.includes('layernorm'));
  const outside = names.outside[stem];
  if (outside !== undefined) return outside + ending;
  const [, layer = '', part = ''] = /^vit\.encoder\.layer\.(\d+)\.(.*)$/.exec(stem) ?? [];
  const inside = names.inside[part];
  if (inside === undefined) throw new Error(`sourceTensor: expected a parameter of a ViT, got '${name}'`);
  return names.layer(layer) + inside + ending;
}

/** What a file with these names calls our parameter `name`. */
export function sourceTensor(naming: VitNaming, name: string): string {
  if (naming === 'hugging-face') return name;
  return translated(naming === 'google' ? GOOGLE : OFFICIAL, name);
}
