import { countField, type JsonObject, numberField } from '@rdrop/files';
import { PretrainedError } from '../pretrained/pretrained-error.js';
import { type BartConfig, checkBartConfig } from './bart-config.js';

/** A count that the two stacks must have in common. */
function common(json: JsonObject, what: string): number {
  const [encoder, decoder] = [countField(json, `encoder_${what}`), countField(json, `decoder_${what}`)];
  if (encoder === decoder) return encoder;
  throw new PretrainedError(
    `expected encoder_${what} and decoder_${what} to be equal, got ${encoder} and ${decoder}`,
  );
}

/**
 * A BART model from its Hugging Face `config.json`. Settings of its generation are not read.
 *
 * @throws JsonFieldError or PretrainedError for what is missing or is not BART as it was published
 */
export function bartConfigFromJson(json: JsonObject): BartConfig {
  const activation = json['activation_function'] ?? 'gelu';
  if (activation !== 'gelu') {
    throw new PretrainedError(`expected activation_function gelu, got ${JSON.stringify(activation)}`);
  }
  return checkBartConfig({
    dim: countField(json, 'd_model'),
    ffnDim: common(json, 'ffn_dim'),
    heads: common(json, 'attention_heads'),
    encoderLayers: countField(json, 'encoder_layers'),
    decoderLayers: countField(json, 'decoder_layers'),
    vocabulary: countField(json, 'vocab_size'),
    maxPositions: countField(json, 'max_position_embeddings'),
    dropout: numberField(json, 'dropout'),
    attentionDropout: numberField(json, 'attention_dropout'),
    activationDropout: numberField(json, 'activation_dropout'),
    scaleEmbedding: json['scale_embedding'] === true,
    paddingId: countField(json, 'pad_token_id'),
  });
}

/** The `config.json` that Hugging Face's `BartForConditionalGeneration` reads. */
export function bartConfigToJson(config: BartConfig): JsonObject {
  return {
    architectures: ['BartForConditionalGeneration'],
    model_type: 'bart',
    is_encoder_decoder: true,
    d_model: config.dim,
    encoder_ffn_dim: config.ffnDim,
    decoder_ffn_dim: config.ffnDim,
    encoder_attention_heads: config.heads,
    decoder_attention_heads: config.heads,
    encoder_layers: config.encoderLayers,
    decoder_layers: config.decoderLayers,
    vocab_size: config.vocabulary,
    max_position_embeddings: config.maxPositions,
    dropout: config.dropout,
    attention_dropout: config.attentionDropout,
    activation_dropout: config.activationDropout,
    activation_function: 'gelu',
    scale_embedding: config.scaleEmbedding,
    bos_token_id: 0,
    pad_token_id: config.paddingId,
    eos_token_id: 2,
    decoder_start_token_id: 2,
    forced_bos_token_id: 0,
    forced_eos_token_id: 2,
  };
}
