/** Pixels of an RGB image or of several, bytes; where channel c of pixel (x, y) lies is `start + y * row + x * step + c * plane`. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
  readonly start: number;
  readonly row: number;
  readonly step: number;
  readonly plane: number;
}

/** Planes of red, green and blue one after the other, as CIFAR's records have them. */
export function planarPixels(data: Uint8Array, width: number, height: number, start = 0): Pixels {
  return { width, height, data, start, row: width, step: 1, plane: width * height };
}

/** Red, green and blue of a pixel side by side, as decoders give them. */
export function interleavedPixels(data: Uint8Array, width: number, height: number): Pixels {
  return { width, height, data, start: 0, row: 3 * width, step: 3, plane: 1 };
}

/** A part of an image, in its pixels. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** What is inside the box, without copying. */
export function cropped(pixels: Pixels, { left, top, width, height }: Box): Pixels {
  if (left < 0 || top < 0 || left + width > pixels.width || top + height > pixels.height) {
    throw new RangeError(
      `cropped: expected a box within ${pixels.width}x${pixels.height}, got ${width}x${height} at ${left}, ${top}`,
    );
  }
  return { ...pixels, width, height, start: pixels.start + top * pixels.row + left * pixels.step };
}
