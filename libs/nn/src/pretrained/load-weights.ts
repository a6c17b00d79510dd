import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { asFloat32, type HostTensor, visitSafetensors } from '@rdrop/files';
import * as tf from '@tensorflow/tfjs';
import type { ParameterSet } from '../parameter-set.js';
import { PretrainedError } from './pretrained-error.js';
import { indexedWeightFiles, WEIGHTS_FILE, WEIGHTS_INDEX_FILE } from './weight-files.js';

export interface LoadWeightsOptions {
  /**
   * The parameter a tensor of the file belongs to; undefined for one that is no parameter (a buffer) and is passed over in
   * silence. Default: its own name.
   */
  readonly rename?: (tensor: string) => string | undefined;
  /** Changes a tensor before its shape is compared: a transposition, a resized table. Gets the parameter's name and shape. */
  readonly adapt?: (tensor: HostTensor, parameter: string, shape: readonly number[]) => HostTensor;
  /** Parameters that may be missing from the file and then keep what they have (a new head). Default: none. */
  readonly optional?: (parameter: string) => boolean;
}

/** What was and was not found, by name, in the order of the model and of the file. */
export interface LoadReport {
  readonly loaded: readonly string[];
  /** Parameters without a tensor; all of them optional. */
  readonly missing: readonly string[];
  /** Tensors without a parameter. */
  readonly extra: readonly string[];
}

const list = (names: readonly string[]): string => {
  const shown = names.slice(0, 10).join(', ');
  return names.length > 10 ? `${shown} and ${names.length - 10} more` : shown;
};

const shapeText = (shape: readonly number[]): string => `[${shape.join(', ')}]`;

/** The weight files of a checkpoint: `source` is one itself, or a folder with `model.safetensors` or an index. */
export async function weightFiles(source: string): Promise<string[]> {
  if (source.endsWith('.safetensors')) return [source];
  const whole = join(source, WEIGHTS_FILE);
  const isThere = await stat(whole).then(
    () => true,
    () => false,
  );
  if (isThere) return [whole];
  const names = await indexedWeightFiles(source);
  if (names !== undefined) return names.map((name) => join(source, name));
  throw new PretrainedError(`${source}: expected ${WEIGHTS_FILE} or ${WEIGHTS_INDEX_FILE}, there is neither`);
}

/**
 * Fills the parameters of a model from safetensors files, one tensor in memory at a time.
 *
 * @param source a folder or one file
 * @throws PretrainedError when a tensor has another shape than its parameter, when two belong to one, or when a parameter
 * that is not optional is missing; SafetensorsError for a malformed file. Parameters may then be filled in part.
 */
export async function loadWeights(
  parameters: ParameterSet,
  source: string,
  options: LoadWeightsOptions = {},
): Promise<LoadReport> {
  const { rename = (name) => name, adapt = (tensor) => tensor, optional = () => false } = options;
  const found = new Map<string, string>();
  const extra: string[] = [];
  const wrong: string[] = [];
  for (const file of await weightFiles(source)) {
    await visitSafetensors(file, (entry, read) => {
      const name = rename(entry.name);
      if (name === undefined) return undefined;
      if (!parameters.has(name)) {
        extra.push(entry.name);
        return undefined;
      }
      const before = found.get(name);
      if (before !== undefined) {
        throw new PretrainedError(`${file}: both ${before} and ${entry.name} are the parameter ${name}`);
      }
      found.set(name, entry.name);
      return read().then((tensor) => {
        const variable = parameters.get(name);
        const adapted = adapt(tensor, name, variable.shape);
        if (shapeText(adapted.shape) !== shapeText(variable.shape)) {
          wrong.push(`${name} ${shapeText(adapted.shape)} instead of ${shapeText(variable.shape)}`);
          return;
        }
        tf.tidy(() => variable.assign(tf.tensor(asFloat32(adapted), [...adapted.shape], 'float32')));
      });
    });
  }
  if (wrong.length > 0) throw new PretrainedError(`${source}: wrong shapes: ${list(wrong)}`);
  const missing = parameters.names().filter((name) => !found.has(name));
  const needed = missing.filter((name) => !optional(name));
  if (needed.length > 0) {
    const others = extra.length === 0 ? '' : `; not known to the model: ${list(extra)}`;
    throw new PretrainedError(`${source}: missing parameters: ${list(needed)}${others}`);
  }
  return { loaded: [...found.keys()], missing, extra };
}
