import { mkdir } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { imageLibrary, loadImagesStep } from '@rdrop/datasets';
import type { TaskCommand, TaskContext } from '@rdrop/experiment';
import type { PreparedImages } from './data/prepared-images.js';
import type { ImageExperiment } from './experiment-schema.js';
import { preparedImagesOf } from './prepare.js';
import { cropDraws, epochOrder, trainingParts } from './training/batches.js';

/** Images of the sheet, from above, and crops of each, beside the whole image. */
const ROWS = 12;
const CROPS = 7;
/** Small images are drawn larger, so that there is something to see. */
const LEAST_SIDE = 96;

/** Where a tile of the sheet is, in tiles. */
interface Tile {
  readonly row: number;
  readonly column: number;
}

/** A sheet of square tiles, bytes of red, green and blue side by side. */
class Sheet {
  readonly pixels: Buffer;
  readonly width: number;
  readonly height: number;
  readonly #zoom: number;

  constructor(readonly side: number) {
    this.#zoom = Math.max(1, Math.floor(LEAST_SIDE / side));
    this.width = (CROPS + 1) * side * this.#zoom;
    this.height = ROWS * side * this.#zoom;
    this.pixels = Buffer.alloc(3 * this.width * this.height);
  }

  /** Draws an image [3, side, side] of -1 to 1. */
  draw(image: Float32Array, { row, column }: Tile): void {
    const { side } = this;
    const tile = side * this.#zoom;
    for (let y = 0; y < tile; y++) {
      for (let x = 0; x < tile; x++) {
        const from = Math.floor(y / this.#zoom) * side + Math.floor(x / this.#zoom);
        const to = 3 * ((row * tile + y) * this.width + column * tile + x);
        for (let channel = 0; channel < 3; channel++) {
          this.pixels[to + channel] = Math.round(((image[channel * side * side + from] ?? 0) + 1) * 127.5);
        }
      }
    }
  }
}

/**
 * Draws the first training images of the run, whole and as its first epochs crop them: through the very step that training
 * takes, so what is seen is what the model gets.
 */
export async function previewSheet(
  experiment: ImageExperiment,
  images: PreparedImages,
  seed: number,
): Promise<Sheet> {
  const { data } = experiment;
  const { kept } = trainingParts(images.train, data);
  const [first] = epochOrder(kept, { batch: ROWS, seed, epoch: 1 });
  const indices = first?.indices ?? new Int32Array(0);
  const load = loadImagesStep.prepare({
    source: images.train.source,
    side: data.imageSize,
    crop: { scale: data.cropScale },
  });
  const sheet = new Sheet(data.imageSize);
  const size = 3 * data.imageSize ** 2;
  for (let column = 0; column <= CROPS; column++) {
    const request =
      column === 0 ? { indices } : { indices, draws: cropDraws({ epoch: column, indices }, seed) };
    const { value } = await load(request);
    for (const row of indices.keys())
      sheet.draw(value.subarray(row * size, (row + 1) * size), { row, column });
  }
  return sheet;
}

async function prepare(
  context: TaskContext<ImageExperiment>,
  values: Readonly<Record<string, string | boolean>>,
): Promise<void> {
  const { experiment, seed, log } = context;
  const images = await preparedImagesOf(context);
  const { info } = images;
  const { preview } = values;
  if (typeof preview === 'string') {
    const { pixels, width, height } = await previewSheet(experiment, images, seed);
    const file = resolve(preview);
    await mkdir(dirname(file), { recursive: true });
    const sharp = await imageLibrary();
    await sharp(pixels, { raw: { width, height, channels: 3 } }).toFile(file);
    log.info(`${ROWS} training images, whole and as epochs 1 to ${CROPS} crop them, in ${file}`);
  }
  context.result({
    set: info.set,
    images: info.images,
    skipped: info.skipped,
    classes: images.classNames.length,
  });
}

/** The verb `prepare` with an option to look at augmented images. */
export const prepareCommand: TaskCommand<ImageExperiment> = {
  summary: 'fetch or read the raw data and write the prepared set into the cache',
  runFolder: 'none',
  options: [
    {
      name: 'preview',
      value: 'FILE',
      summary: 'also draw a sheet of augmented training images (PNG, JPEG or WebP)',
    },
  ],
  examples: [
    '--experiment <experiment>',
    '--experiment <experiment> --from ./raw',
    '--experiment <experiment> --preview sheet.png',
  ],
  run: prepare,
};
