import {
  countField,
  errorCode,
  fileError,
  parseJsonObject,
  removeTemporaryFiles,
  writeJsonAtomic,
} from '@rdrop/files';
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from '../reporting/logger.js';
import {
  CheckpointError,
  readCheckpoint,
  writeCheckpoint,
  type CheckpointContent,
  type LoadedCheckpoint,
} from './checkpoint-file.js';

const NAME = /^update-(\d{1,15})\.safetensors$/;
const MANIFEST = 'manifest.json';

/** Options of {@link CheckpointStore}. */
export interface CheckpointStoreOptions {
  /** How many of the newest checkpoints stay, besides the best one; at least 1. Default 3. */
  readonly keepLast?: number;
  readonly log: Logger;
}

/**
 * The checkpoints of one run: a folder with `update-<n>.safetensors` files and `manifest.json`, which names the last and
 * the best. The files alone are the truth; a missing or broken manifest is only a warning and is written anew.
 */
export class CheckpointStore {
  private readonly keepLast: number;

  constructor(
    readonly folder: string,
    private readonly options: CheckpointStoreOptions,
  ) {
    this.keepLast = options.keepLast ?? 3;
    if (!Number.isSafeInteger(this.keepLast) || this.keepLast < 1) {
      throw new RangeError(`CheckpointStore: expected keepLast to be at least 1, got ${this.keepLast}`);
    }
  }

  /** Writes a checkpoint, records it, then removes those no longer kept. Returns the file. */
  async save(content: CheckpointContent): Promise<string> {
    const { update, best } = content.state;
    const file = this.fileOf(update);
    await writeCheckpoint(file, content);
    await writeJsonAtomic(join(this.folder, MANIFEST), {
      version: 1,
      last: update,
      best: best?.update ?? null,
    });
    // Newer files can only be damaged ones that the run went back behind.
    const updates = await checkpointUpdates(this.folder);
    const kept = new Set(updates.filter((other) => other <= update).slice(-this.keepLast));
    for (const other of updates.filter((other) => !kept.has(other) && other !== best?.update)) {
      await rm(this.fileOf(other), { force: true }).catch((error: unknown) => {
        throw fileError('remove', this.fileOf(other), error);
      });
    }
    return file;
  }

  /** Clears away what interrupted writes left. Only for the process that trains: others may look on while it saves. */
  async clean(): Promise<void> {
    await removeTemporaryFiles(this.folder);
  }

  /**
   * The newest checkpoint that is whole; damaged newer ones are reported as warnings. `undefined` when there is none.
   * @throws CheckpointError when checkpoints exist but none can be read: starting over must be the user's decision.
   */
  async latest(): Promise<LoadedCheckpoint | undefined> {
    const updates = await checkpointUpdates(this.folder);
    const damaged: CheckpointError[] = [];
    for (const update of updates.reverse()) {
      try {
        const checkpoint = await readCheckpoint(this.fileOf(update));
        for (const { message } of damaged)
          this.options.log.warn(`${message}; going back to update ${update}`);
        return checkpoint;
      } catch (error) {
        if (!(error instanceof CheckpointError)) throw error;
        damaged.push(error);
      }
    }
    const [first] = damaged;
    if (first === undefined) return undefined;
    throw new CheckpointError(
      `${first.message}; no good checkpoint is left in ${this.folder}, remove it to start over`,
    );
  }

  private fileOf(update: number): string {
    return checkpointFile(this.folder, update);
  }
}

/** Path of the checkpoint of an update. */
export function checkpointFile(folder: string, update: number): string {
  return join(folder, `update-${update}.safetensors`);
}

/** Updates that have a checkpoint in the folder, ascending. */
export async function checkpointUpdates(folder: string): Promise<number[]> {
  let names: string[];
  try {
    names = await readdir(folder);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw fileError('read', folder, error);
  }
  return names
    .flatMap((name) => NAME.exec(name)?.[1] ?? [])
    .map(Number)
    .sort((a, b) => a - b);
}

/**
 * The file of the last or the best checkpoint of a run, or of a given update.
 * @throws CheckpointError when there is none.
 */
export async function findCheckpoint(folder: string, which: 'last' | 'best' | number): Promise<string> {
  const updates = await checkpointUpdates(folder);
  const update = typeof which === 'number' ? which : ((await recorded(folder, which)) ?? updates.at(-1));
  if (update === undefined || !updates.includes(update)) {
    throw new CheckpointError(
      `${folder}: expected the ${typeof which === 'number' ? `checkpoint of update ${which}` : `${which} checkpoint`}, there is none`,
    );
  }
  return checkpointFile(folder, update);
}

/** What the manifest says; without a usable manifest, what the newest whole checkpoint says. */
async function recorded(folder: string, which: 'last' | 'best'): Promise<number | undefined> {
  try {
    const manifest = parseJsonObject(await readFile(join(folder, MANIFEST), 'utf8'));
    return manifest[which] === null ? undefined : countField(manifest, which);
  } catch {
    const silent = { info: () => undefined, warn: () => undefined };
    const checkpoint = await new CheckpointStore(folder, { log: silent }).latest();
    return which === 'last' ? checkpoint?.state.update : checkpoint?.state.best?.update;
  }
}
