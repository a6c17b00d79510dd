import { asFloat32, type HostTensor } from '@rdrop/files';
import type { ParameterSet } from '../parameter-set.js';
import { loadWeights, type LoadReport } from '../pretrained/load-weights.js';
import { readModelConfig } from '../pretrained/model-config.js';
import { saveWeights } from '../pretrained/save-weights.js';
import { type BertClassifier, createBertClassifier } from './bert-classifier.js';
import type { BertConfig } from './bert-config.js';
import { bertConfigJson, parseBertConfig } from './bert-config-json.js';
import type { BertMaskedLm } from './bert-masked-lm.js';
import { bertTensorName, isTransposed } from './bert-names.js';

function transposed({ dtype, shape, values }: HostTensor): HostTensor {
  const [rows = 0, columns = 0] = shape;
  const from = asFloat32({ dtype, shape, values });
  const to = new Float32Array(from.length);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++)
      to[column * rows + row] = from[row * columns + column] ?? 0;
  }
  return { dtype: 'F32', shape: [columns, rows], values: to };
}

export interface LoadBertOptions {
  /** Parameters that keep their fresh values where the checkpoint has none. */
  readonly optional: (parameter: string) => boolean;
}

/** Fills a BERT's or RoBERTa's parameters from a folder or one safetensors file, whichever way it names them. */
export async function loadBertWeights(
  config: BertConfig,
  parameters: ParameterSet,
  source: string,
  options: LoadBertOptions,
): Promise<LoadReport> {
  const stored = new Map<string, string>();
  return loadWeights(parameters, source, {
    rename(tensor) {
      const name = bertTensorName(tensor, config.family);
      if (name !== undefined) stored.set(name, tensor);
      return name;
    },
    adapt: (tensor, parameter) => (isTransposed(stored.get(parameter) ?? '') ? transposed(tensor) : tensor),
    ...options,
  });
}

/** The parts that a pre-trained encoder does not bring along. */
const isHead = (parameter: string): boolean =>
  parameter.startsWith('classifier') || parameter.startsWith('bert.pooler');

export interface LoadedBert {
  readonly model: BertClassifier;
  readonly report: LoadReport;
}

export interface LoadBertClassifierOptions {
  readonly classes: number;
  /** Seed of the parts that the checkpoint lacks: the head of a model that is only pre-trained. */
  readonly seed: number;
  /** Replaces the checkpoint's own rates. */
  readonly dropout?: number | undefined;
  readonly attentionDropout?: number | undefined;
  /** Whether a head must be there (a fine-tuned model). Default false. */
  readonly needsHead?: boolean;
}

/**
 * A classifier from a folder with `config.json` and `model.safetensors`. The caller disposes it.
 *
 * @throws PretrainedError for parameters of the encoder that are missing, and for wrong shapes
 */
export async function loadBertClassifier(
  folder: string,
  options: LoadBertClassifierOptions,
): Promise<LoadedBert> {
  const { classes, seed, needsHead = false } = options;
  const stored = await readModelConfig(folder, parseBertConfig);
  const config = {
    ...stored,
    dropout: options.dropout ?? stored.dropout,
    attentionDropout: options.attentionDropout ?? stored.attentionDropout,
  };
  const model = createBertClassifier(config, classes, seed);
  try {
    const optional = needsHead ? () => false : isHead;
    const report = await loadBertWeights(config, model.parameters, folder, { optional });
    return { model, report };
  } catch (error) {
    model.dispose();
    throw error;
  }
}

/** Writes a classifier so that the Hugging Face libraries load it as a model for sequence classification. */
export async function saveBertClassifier(
  model: BertClassifier,
  folder: string,
  labels: readonly string[],
): Promise<void> {
  const architecture = `${model.config.family === 'bert' ? 'Bert' : 'Roberta'}ForSequenceClassification`;
  await saveWeights(model.parameters, folder, {
    config: bertConfigJson(model.config, { architecture, labels }),
  });
}

/** Writes a pre-trained model so that the Hugging Face libraries load it as a masked language model. */
export async function saveBertMaskedLm(model: BertMaskedLm, folder: string): Promise<void> {
  const architecture = `${model.config.family === 'bert' ? 'Bert' : 'Roberta'}ForMaskedLM`;
  await saveWeights(model.parameters, folder, { config: bertConfigJson(model.config, { architecture }) });
}
