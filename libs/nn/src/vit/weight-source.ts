import { asFloat32, openNpz, readSafetensors, readSafetensorsHeader } from '@rdrop/files';
import { weightFiles } from '../pretrained/load-weights.js';
import { PretrainedError } from '../pretrained/pretrained-error.js';

/** One tensor of a file of weights. */
export interface WeightTensor {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** A file of weights that is read by tensor. */
export interface WeightSource {
  readonly names: readonly string[];
  read(name: string): Promise<WeightTensor>;
}

async function safetensorsSource(place: string): Promise<WeightSource> {
  const files = new Map<string, string>();
  for (const file of await weightFiles(place)) {
    const { entries } = await readSafetensorsHeader(file);
    for (const { name } of entries) files.set(name, file);
  }
  return {
    names: [...files.keys()],
    async read(name) {
      const file = files.get(name);
      const tensor =
        file === undefined
          ? undefined
          : (await readSafetensors(file, (other) => other === name)).tensors.get(name);
      if (tensor === undefined) throw new PretrainedError(`${place}: it has no tensor '${name}'`);
      return { shape: tensor.shape, values: asFloat32(tensor) };
    },
  };
}

/**
 * Opens published weights by tensor, hands them to `use` and closes them: an `.npz` file of Google's, a safetensors file, or
 * a folder with `model.safetensors` or its index.
 */
export async function withWeights<T>(place: string, use: (source: WeightSource) => Promise<T>): Promise<T> {
  if (!place.endsWith('.npz')) return use(await safetensorsSource(place));
  const npz = await openNpz(place);
  try {
    return await use(npz);
  } finally {
    await npz.close();
  }
}
