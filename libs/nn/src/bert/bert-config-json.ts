import { countField, type JsonObject, numberField, stringField } from '@rdrop/files';
import { PretrainedError } from '../pretrained/pretrained-error.js';
import { type BertConfig, type BertFamily, checkBertConfig } from './bert-config.js';

function familyOf(config: JsonObject): BertFamily {
  const type = stringField(config, 'model_type');
  if (type === 'bert' || type === 'roberta') return type;
  throw new PretrainedError(`expected model_type bert or roberta, got '${type}'`);
}

/** What these models are not built for; absent means the default, which is what they are. */
const NEEDED: Readonly<Record<string, string | boolean>> = {
  hidden_act: 'gelu',
  position_embedding_type: 'absolute',
  is_decoder: false,
};

/** Largest size taken from a file: a wrong digit must not ask for terabytes. */
const MOST = 10_000_000;

/** The model that a `config.json` of the Hugging Face libraries describes. */
export function parseBertConfig(json: JsonObject): BertConfig {
  const family = familyOf(json);
  for (const [key, needed] of Object.entries(NEEDED)) {
    const value = json[key] ?? needed;
    if (value !== needed) {
      throw new PretrainedError(`expected ${key} to be ${needed}, got ${JSON.stringify(value)}`);
    }
  }
  const count = (key: string): number => {
    const value = countField(json, key);
    if (value > MOST) throw new PretrainedError(`expected ${key} up to ${MOST}, got ${value}`);
    return value;
  };
  const optionalNumber = (key: string, otherwise: number): number =>
    json[key] === undefined ? otherwise : numberField(json, key);
  try {
    return checkBertConfig({
      family,
      vocabularySize: count('vocab_size'),
      dim: count('hidden_size'),
      layers: count('num_hidden_layers'),
      heads: count('num_attention_heads'),
      ffnDim: count('intermediate_size'),
      maxPositions: count('max_position_embeddings'),
      typeVocabulary: count('type_vocab_size'),
      layerNormEpsilon: optionalNumber('layer_norm_eps', 1e-12),
      dropout: numberField(json, 'hidden_dropout_prob'),
      attentionDropout: numberField(json, 'attention_probs_dropout_prob'),
      paddingId: json['pad_token_id'] === undefined ? (family === 'bert' ? 0 : 1) : count('pad_token_id'),
      initializerRange: optionalNumber('initializer_range', 0.02),
    });
  } catch (error) {
    if (error instanceof Error && error.message.startsWith('BertConfig: ')) {
      throw new PretrainedError(error.message.replace('BertConfig: ', ''), { cause: error });
    }
    throw error;
  }
}

/** What a written model is for. */
export interface BertPurpose {
  /** `BertForSequenceClassification`, `BertForMaskedLM`, ... */
  readonly architecture: string;
  /** Names of the classes in the order of their ids; one name for a regression. */
  readonly labels?: readonly string[];
}

/** A `config.json` from which the Hugging Face libraries build the same model. */
export function bertConfigJson(config: BertConfig, { architecture, labels }: BertPurpose): JsonObject {
  const heads =
    labels === undefined
      ? {}
      : {
          id2label: Object.fromEntries(labels.map((label, id) => [String(id), label])),
          label2id: Object.fromEntries(labels.map((label, id) => [label, id])),
          problem_type: labels.length === 1 ? 'regression' : 'single_label_classification',
        };
  return {
    architectures: [architecture],
    model_type: config.family,
    vocab_size: config.vocabularySize,
    hidden_size: config.dim,
    num_hidden_layers: config.layers,
    num_attention_heads: config.heads,
    intermediate_size: config.ffnDim,
    hidden_act: 'gelu',
    hidden_dropout_prob: config.dropout,
    attention_probs_dropout_prob: config.attentionDropout,
    max_position_embeddings: config.maxPositions,
    type_vocab_size: config.typeVocabulary,
    layer_norm_eps: config.layerNormEpsilon,
    initializer_range: config.initializerRange,
    pad_token_id: config.paddingId,
    position_embedding_type: 'absolute',
    ...heads,
  };
}
