import { join } from 'node:path';
import { writeAtomic } from '@rdrop/files';
import {
  pretrainedTokenizer,
  type PretrainedTokenizer,
  TOKENIZER_FILES,
  type TokenizerFiles,
} from '@rdrop/text';
import { PretrainedError } from './pretrained-error.js';
import { readBounded } from './read-bounded.js';

const MOST_BYTES = 64 * 2 ** 20;

/** The texts of the tokenizer files that a folder has. */
export async function readTokenizerFiles(folder: string): Promise<TokenizerFiles> {
  const files: Partial<Record<keyof TokenizerFiles, string>> = {};
  for (const name of TOKENIZER_FILES) {
    const text = await readBounded(join(folder, name), MOST_BYTES);
    if (text !== undefined) files[name] = text;
  }
  return files;
}

/** Writes tokenizer files into a folder. */
export async function writeTokenizerFiles(folder: string, files: TokenizerFiles): Promise<void> {
  for (const name of TOKENIZER_FILES) {
    const text = files[name];
    if (text === undefined) continue;
    await writeAtomic(join(folder, name), (writer) => writer.append(new TextEncoder().encode(text)));
  }
}

/**
 * The tokenizer of a checkpoint's folder.
 *
 * @throws PretrainedError when its files are missing or are not those of a tokenizer
 */
export async function readTokenizer(folder: string): Promise<PretrainedTokenizer> {
  const files = await readTokenizerFiles(folder);
  try {
    return pretrainedTokenizer(files);
  } catch (error) {
    throw new PretrainedError(`${folder}: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
}
