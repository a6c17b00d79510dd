/** A record of an index: place of the image (float64), its length, its class as numbered in `.classes` (both 32 bits). */
export const INDEX_RECORD_BYTES = 16;

/** The files of a packed set: the images one after the other, their index, and lines of names. */
export const packedFiles = (name: string) =>
  ({
    images: `${name}.images`,
    index: `${name}.index`,
    /** Classes in the order in which they were met. */
    classes: `${name}.classes`,
    /** Images that could not be decoded, and why. */
    skipped: `${name}.skipped`,
  }) as const;

/** One image of an index; a length of 0 is an image that was skipped. */
export interface IndexRecord {
  readonly place: number;
  readonly length: number;
  readonly classNumber: number;
}

export function encodeIndexRecord({ place, length, classNumber }: IndexRecord): Uint8Array {
  const view = new DataView(new ArrayBuffer(INDEX_RECORD_BYTES));
  view.setFloat64(0, place, true);
  view.setUint32(8, length, true);
  view.setUint32(12, classNumber, true);
  return new Uint8Array(view.buffer);
}

/** The records of an index; a last one that is not whole is left out. */
export function decodeIndex(bytes: Uint8Array): IndexRecord[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: Math.floor(bytes.byteLength / INDEX_RECORD_BYTES) }, (_, record) => {
    const at = record * INDEX_RECORD_BYTES;
    return {
      place: view.getFloat64(at, true),
      length: view.getUint32(at + 8, true),
      classNumber: view.getUint32(at + 12, true),
    };
  });
}
