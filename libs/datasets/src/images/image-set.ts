/** Where the pixels of a set are; plain data that threads share, since its buffers are shared memory. */
export type ImageSource =
  | {
      /** Square images of one size in memory. */
      readonly kind: 'records';
      readonly data: Uint8Array<SharedArrayBuffer>;
      readonly side: number;
      /** Bytes from one image's planes to the next one's, and before the first. */
      readonly stride: number;
      readonly offset: number;
    }
  | {
      /** Encoded images (JPEG, PNG) one after the other in a file. */
      readonly kind: 'packed';
      readonly file: string;
      /** Place and length of each, in bytes. */
      readonly places: Float64Array<SharedArrayBuffer>;
    };

/** Images with their classes. */
export interface ImageSet {
  readonly size: number;
  /** Class of each image. */
  readonly labels: Int32Array;
  readonly source: ImageSource;
}

/** Splits a (shuffled) order of images: the first `share` of it is held out, the rest is kept. */
export function holdOut(order: Int32Array, share: number): { kept: Int32Array; heldOut: Int32Array } {
  const held = Math.round(order.length * share);
  return { kept: order.slice(held), heldOut: order.slice(0, held) };
}
