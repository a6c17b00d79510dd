import * as tf from '@tensorflow/tfjs';
import { resizePositions } from './position-resize.js';
import { gridSide } from './vit-config.js';
import { VIT_NAMES } from './vit-parameters.js';
import { sourceTensor, type VitNaming, vitNaming } from './vit-naming.js';
import type { Vit } from './vit.js';
import type { WeightSource, WeightTensor } from './weight-source.js';
import { PretrainedError } from '../pretrained/pretrained-error.js';

/** What loading did besides copying. */
export interface LoadedVit {
  readonly naming: VitNaming;
  /** Sides of the grid of positions in the file and in the model, where they differ. */
  readonly resized?: { readonly from: number; readonly to: number };
  /** Whether the head is the file's; else it stays as it was. */
  readonly head: boolean;
  /** Tensors of the file that the model has no use for. */
  readonly unused: readonly string[];
}

const sizeOf = (shape: readonly number[]): number => shape.reduce((product, side) => product * side, 1);

/** [rows, columns] -> [columns, rows]. */
function transposed(values: Float32Array, rows: number): Float32Array {
  const columns = values.length / rows;
  const result = new Float32Array(values.length);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      result[column * rows + row] = values[row * columns + column] ?? NaN;
    }
  }
  return result;
}

/** Each row of [rows, side, side, 3] to [rows, 3, side, side]. */
function channelsFirst(values: Float32Array, rows: number): Float32Array {
  const width = values.length / rows;
  const result = new Float32Array(values.length);
  for (let row = 0; row < rows; row++) {
    result.set(transposed(values.subarray(row * width, (row + 1) * width), width / 3), row * width);
  }
  return result;
}

/** The positions for the model's image size. */
function fittedPositions(
  tensor: WeightTensor,
  model: Vit,
): { values: Float32Array; from: number; to: number } {
  const { dim } = model.config;
  const to = gridSide(model.config);
  const rows = tensor.values.length / dim;
  const from = Math.sqrt(rows - 1);
  if (!Number.isInteger(from)) {
    throw new PretrainedError(
      `expected positions of a class token and a square grid, each ${dim} wide, got [${tensor.shape.join(', ')}]`,
    );
  }
  const values =
    from === to ? tensor.values : resizePositions({ values: tensor.values, side: from, dim }, to);
  return { values, from, to };
}

/** The values of parameter `name`, [O, I] for a weight, from the file's tensor. */
function parameterValues(
  name: string,
  shape: readonly number[],
  tensor: WeightTensor,
  isKernel: boolean,
): Float32Array {
  if (tensor.values.length !== sizeOf(shape)) {
    throw new PretrainedError(
      `expected ${name} [${shape.join(', ')}], the file has [${tensor.shape.join(', ')}]`,
    );
  }
  const [outputs = 1] = shape;
  if (!isKernel) return tensor.values;
  const values = transposed(tensor.values, tensor.values.length / outputs);
  return name === `${VIT_NAMES.patch}.weight` ? channelsFirst(values, outputs) : values;
}

/**
 * Gives a model the weights of a file, under Google's names (`.npz` and Flax), Hugging Face's or those of the official
 * R-Drop code; which they are is seen. Positions are resized to the model's image size; a head for other classes is left out.
 *
 * @throws PretrainedError when a tensor is missing or has another shape, or when the names are none of these
 */
export async function loadVitWeights(model: Vit, source: WeightSource): Promise<LoadedVit> {
  const names = new Set(source.names);
  const naming = vitNaming(names);
  const used = new Set<string>();
  const headName = sourceTensor(naming, `${VIT_NAMES.head}.bias`);
  const hasHead = names.has(headName) && (await source.read(headName)).values.length === model.config.classes;
  let resized: LoadedVit['resized'];
  for (const [name, variable] of model.parameters) {
    if (!hasHead && name.startsWith(VIT_NAMES.head)) continue;
    const theirs = sourceTensor(naming, name);
    if (!names.has(theirs)) throw new PretrainedError(`expected a tensor '${theirs}' for ${name}`);
    used.add(theirs);
    const tensor = await source.read(theirs);
    let values: Float32Array;
    if (name === VIT_NAMES.positions) {
      const fitted = fittedPositions(tensor, model);
      values = fitted.values;
      if (fitted.from !== fitted.to) resized = { from: fitted.from, to: fitted.to };
    } else {
      values = parameterValues(name, variable.shape, tensor, theirs.endsWith('/kernel'));
    }
    tf.tidy(() => variable.assign(tf.tensor(values, variable.shape, 'float32')));
  }
  return {
    naming,
    ...(resized === undefined ? {} : { resized }),
    head: hasHead,
    unused: source.names.filter((name) => !used.has(name)),
  };
}
