import { join } from 'node:path';
import { encodeHeader, type JsonObject, tensorBytes, writeAtomic, writeJsonAtomic } from '@rdrop/files';
import type { ParameterSet } from '../parameter-set.js';
import { CONFIG_FILE } from './model-config.js';
import { WEIGHTS_FILE } from './weight-files.js';

export interface SaveWeightsOptions {
  /** The content of `config.json`. */
  readonly config: JsonObject;
  /** The name a parameter has in the file. Default: its own. */
  readonly rename?: (parameter: string) => string;
}

/**
 * Writes `model.safetensors` and `config.json` into a folder, as the Hugging Face libraries read them. The weights come
 * first: a folder with a configuration is whole.
 */
export async function saveWeights(
  parameters: ParameterSet,
  folder: string,
  { config, rename = (name) => name }: SaveWeightsOptions,
): Promise<void> {
  const entries = [...parameters].map(([name, variable]) => ({ name: rename(name), variable }));
  const header = encodeHeader(
    entries.map(({ name, variable }) => ({ name, dtype: 'F32', shape: variable.shape })),
    // The libraries refuse a file that does not say what it was made for.
    new Map([['format', 'pt']]),
  );
  await writeAtomic(join(folder, WEIGHTS_FILE), async (writer) => {
    await writer.append(header);
    for (const { name, variable } of entries) {
      const values = await variable.data<'float32'>();
      await writer.append(tensorBytes(name, variable.shape, values));
    }
  });
  await writeJsonAtomic(join(folder, CONFIG_FILE), config);
}
