import { parallelMap } from '../parallel/parallel-map.js';
import { type LoadedImages, loadImagesStep, type LoadRequest, type LoadSettings } from './load-images.js';

export interface ImagePipelineOptions {
  readonly settings: LoadSettings;
  /** Batch number `at` of the sequence, from 0; undefined behind the last. */
  readonly request: (at: number) => LoadRequest | undefined;
  /** Threads that decode and augment; 0 works on this one. */
  readonly threads: number;
}

/** Pixels that may lie ready at each thread: many small batches even out a busy machine, large ones fill the memory. */
const READY_BYTES = 2 ** 25;
const MOST_READY = 16;

/** Batches that may wait at each thread: at least two, so that it has always something to do. */
function batchesAhead({ side }: LoadSettings, images: number): number {
  const bytes = 4 * 3 * side * side * Math.max(1, images);
  return Math.min(MOST_READY, Math.max(2, Math.floor(READY_BYTES / bytes)));
}

/** Loads the batches of a sequence on threads, a few ahead of the one that is asked for. */
export class ImagePipeline {
  readonly #options: ImagePipelineOptions;
  #results: AsyncGenerator<LoadedImages, void, undefined> | undefined;
  /** Number of the batch that comes next. */
  #next = 0;

  constructor(options: ImagePipelineOptions) {
    this.#options = options;
  }

  /** Batch number `at`. In order there is little to wait for; elsewhere the pipeline starts anew. */
  async load(at: number): Promise<LoadedImages> {
    if (this.#results === undefined || at !== this.#next) {
      await this.close();
      this.#results = this.#start(at);
      this.#next = at;
    }
    const { value } = await this.#results.next();
    if (value === undefined)
      throw new RangeError(`ImagePipeline: expected a batch, there is none with number ${at}`);
    this.#next += 1;
    return value;
  }

  /** Ends the threads. */
  async close(): Promise<void> {
    await this.#results?.return();
    this.#results = undefined;
  }

  #start(first: number): AsyncGenerator<LoadedImages, void, undefined> {
    const { settings, request, threads } = this.#options;
    async function* requests(): AsyncGenerator<LoadRequest, void, undefined> {
      for (let at = first; ; at++) {
        const next = request(at);
        if (next === undefined) return;
        yield next;
      }
    }
    const ahead = batchesAhead(settings, request(first)?.indices.length ?? 1);
    return parallelMap(requests(), loadImagesStep, { settings, threads, ahead, alone: 0 });
  }
}
