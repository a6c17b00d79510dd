import { loadWeights, type LoadReport } from '../pretrained/load-weights.js';
import { readModelConfig } from '../pretrained/model-config.js';
import { saveWeights } from '../pretrained/save-weights.js';
import { type Bart, type BartOptions, createBart } from './bart.js';
import type { BartConfig } from './bart-config.js';
import { bartConfigFromJson, bartConfigToJson } from './bart-config-json.js';
import { LOGITS_BIAS } from './bart-parameters.js';

/** Other names of the shared matrix; files may hold it several times. */
const TIED = new Set([
  'model.encoder.embed_tokens.weight',
  'model.decoder.embed_tokens.weight',
  'lm_head.weight',
]);

/** The parameter a tensor of a published file belongs to: models saved without a head lack the prefix `model.`. */
export function bartParameterName(tensor: string): string | undefined {
  const isBare = /^(?:shared|encoder|decoder)\./u.test(tensor);
  const name = isBare ? `model.${tensor}` : tensor;
  return TIED.has(name) ? undefined : name;
}

/** Fills a BART model from a folder or file of safetensors. @throws PretrainedError as `loadWeights` does */
export function loadBartWeights(model: Bart, source: string): Promise<LoadReport> {
  return loadWeights(model.parameters, source, {
    rename: bartParameterName,
    optional: (parameter) => parameter === LOGITS_BIAS,
  });
}

export interface LoadBartOptions extends BartOptions {
  /** Settings in the place of the file's, such as dropout rates. */
  readonly changes?: Partial<BartConfig>;
}

/** The BART model of a folder with `config.json` and `model.safetensors`. The caller disposes it. */
export async function loadBart(folder: string, { changes, ...options }: LoadBartOptions = {}): Promise<Bart> {
  const config = await readModelConfig(folder, bartConfigFromJson);
  const model = createBart({ ...config, ...changes }, 0, options);
  try {
    await loadBartWeights(model, folder);
    return model;
  } catch (error) {
    model.dispose();
    throw error;
  }
}

/** Writes `model.safetensors` and `config.json` as Hugging Face's `BartForConditionalGeneration` reads them. */
export function saveBart(model: Bart, folder: string): Promise<void> {
  return saveWeights(model.parameters, folder, { config: bartConfigToJson(model.config) });
}
