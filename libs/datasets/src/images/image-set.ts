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
