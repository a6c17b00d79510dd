import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { DataError, download, RefusedError } from '@rdrop/datasets';
import { writeJsonAtomic } from '@rdrop/files';
import { TOKENIZER_FILES } from '@rdrop/text';
import type { HubOptions } from './hub-options.js';
import { CONFIG_FILE } from './model-config.js';
import { PretrainedError } from './pretrained-error.js';
import { indexedWeightFiles, WEIGHTS_FILE, WEIGHTS_INDEX_FILE } from './weight-files.js';

/** More than any model of the paper's: RoBERTa-large has 1.4 GB. */
const MOST_WEIGHT_BYTES = 16 * 2 ** 30;
const MOST_TEXT_BYTES = 64 * 2 ** 20;

/** Says that all files of a model are there, so that nothing is asked about those it does not have. */
const DONE_FILE = 'downloaded.json';

const isHere = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

function fileUrl(model: string, file: string, { endpoint, revision }: HubOptions): string {
  const base = (endpoint ?? 'https://huggingface.co').replace(/\/+$/, '');
  return `${base}/${model}/resolve/${encodeURIComponent(revision ?? 'main')}/${file}`;
}

/** Fetches a file into the folder unless it is there. @returns false when the hub has none of this name */
async function fetchFile(model: string, folder: string, file: string, options: HubOptions): Promise<boolean> {
  const into = join(folder, file);
  const { token, offline = false, sha256, onProgress, signal } = options;
  const checksum = sha256?.[file];
  if (offline || (checksum === undefined && (await isHere(into)))) return isHere(into);
  try {
    await download(
      {
        url: fileUrl(model, file, options),
        maxBytes: file.endsWith('.safetensors') ? MOST_WEIGHT_BYTES : MOST_TEXT_BYTES,
        ...(checksum === undefined ? {} : { sha256: checksum }),
        ...(token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } }),
      },
      {
        into,
        ...(onProgress === undefined ? {} : { onProgress: (progress) => onProgress(file, progress) }),
        ...(signal === undefined ? {} : { signal }),
      },
    );
    return true;
  } catch (error) {
    if (error instanceof RefusedError) {
      if (error.status === 404) return false;
      if (error.status === 401 || error.status === 403) {
        throw new PretrainedError(
          `${model}: the hub does not give out ${file} (status ${error.status}); is the name right, and does HF_TOKEN hold a token that may read it?`,
          { cause: error },
        );
      }
    }
    if (error instanceof DataError) throw new PretrainedError(error.message, { cause: error });
    throw error;
  }
}

async function fetchModel(model: string, folder: string, options: HubOptions): Promise<void> {
  const absent = (files: string): PretrainedError =>
    new PretrainedError(
      options.offline === true
        ? `${model}: ${files} is not in ${folder}, and the hub is switched off (HF_HUB_OFFLINE)`
        : `${model}: the hub has no ${files} under this name and revision`,
    );
  if (!(await fetchFile(model, folder, CONFIG_FILE, options))) throw absent(CONFIG_FILE);
  for (const file of TOKENIZER_FILES) await fetchFile(model, folder, file, options);
  if (await fetchFile(model, folder, WEIGHTS_FILE, options)) return;
  if (!(await fetchFile(model, folder, WEIGHTS_INDEX_FILE, options))) throw absent(WEIGHTS_FILE);
  for (const file of (await indexedWeightFiles(folder)) ?? []) {
    if (!(await fetchFile(model, folder, file, options))) throw absent(file);
  }
}

/**
 * The folder with a model's `config.json`, `model.safetensors` and tokenizer files: `source` itself when it is a folder,
 * else the model of that name on the hub (`bert-base-cased`, `owner/name`), downloaded into the cache. An interrupted
 * download goes on where it stopped.
 *
 * @throws PretrainedError when there is neither, or the hub or the offline switch stands in the way
 */
export async function pretrainedFolder(source: string, options: HubOptions): Promise<string> {
  if (await isHere(source)) return source;
  const isModelName = /^\w[\w.-]*(\/\w[\w.-]*)?$/.test(source) && !source.includes('..');
  if (!isModelName) {
    throw new PretrainedError(`${source}: expected a folder, or the name of a model on the hub (owner/name)`);
  }
  const revision = options.revision ?? 'main';
  if (!/^\w[\w.-]*$/.test(revision)) {
    throw new PretrainedError(`${source}: expected a branch, tag or commit as revision, got '${revision}'`);
  }
  const folder = join(options.cache, source.replace('/', '--'), revision);
  const isDone = options.sha256 === undefined && (await isHere(join(folder, DONE_FILE)));
  if (isDone) return folder;
  await fetchModel(source, folder, options);
  await writeJsonAtomic(join(folder, DONE_FILE), { model: source, revision });
  return folder;
}
