import type { WorkerStep } from '../parallel/worker-step.js';
import { decodeImage } from './load-images.js';
import type { FoundImage } from './visit-images.js';

/** An image with what is wrong about it, if anything. */
export interface CheckedImage extends FoundImage {
  readonly fault?: string;
}

/** The step that threads do: decode every image once, so that none fails in the middle of a training. */
export const checkImagesStep: WorkerStep<null, FoundImage, CheckedImage> = {
  module: import.meta.url,
  name: 'checkImagesStep',
  prepare() {
    return async (image) => {
      const fault = await decodeImage(image.bytes).then(
        () => undefined,
        (error: unknown) => (error instanceof Error ? error.message : String(error)),
      );
      const value = { ...image, ...(fault === undefined ? {} : { fault: fault.split('\n')[0] ?? fault }) };
      return { value, transfer: [image.bytes.buffer] };
    };
  },
};
