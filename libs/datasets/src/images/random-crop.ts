import type { Box } from './pixels.js';

/** Tries before the middle of the image is taken. */
const TRIES = 10;
/** Numbers from [0, 1) that one crop needs: two a try, two for the place. */
export const CROP_DRAWS = 2 * TRIES + 2;

/** How much a random crop may differ from the image. */
export interface CropRange {
  /** Least and largest share of the image's area; the paper's code has 0.05 and 1. */
  readonly scale: readonly [number, number];
}

/** Least and largest width by height, drawn evenly on a logarithmic scale. */
const RATIO: readonly [number, number] = [3 / 4, 4 / 3];

/**
 * A random part of an image, as torchvision's `RandomResizedCrop` takes it: an area and a ratio are drawn until such a box
 * fits, then its place; after ten tries the middle, with the nearest ratio allowed.
 *
 * @param draws `CROP_DRAWS` numbers from [0, 1): area and ratio of each try, then top and left
 */
export function randomCrop(
  { width, height }: { readonly width: number; readonly height: number },
  draws: ArrayLike<number>,
  { scale: [least, most] }: CropRange,
): Box {
  const draw = (at: number): number => draws[at] ?? 0;
  const [low, high] = [Math.log(RATIO[0]), Math.log(RATIO[1])];
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const area = width * height * (least + (most - least) * draw(2 * attempt));
    const ratio = Math.exp(low + (high - low) * draw(2 * attempt + 1));
    const w = Math.round(Math.sqrt(area * ratio));
    const h = Math.round(Math.sqrt(area / ratio));
    if (w <= 0 || h <= 0 || w > width || h > height) continue;
    const top = Math.floor(draw(2 * TRIES) * (height - h + 1));
    const left = Math.floor(draw(2 * TRIES + 1) * (width - w + 1));
    return { left, top, width: w, height: h };
  }
  return middle(width, height);
}

function middle(width: number, height: number): Box {
  const ratio = width / height;
  const w = ratio > RATIO[1] ? Math.round(height * RATIO[1]) : width;
  const h = ratio < RATIO[0] ? Math.round(width / RATIO[0]) : height;
  return { left: Math.floor((width - w) / 2), top: Math.floor((height - h) / 2), width: w, height: h };
}
