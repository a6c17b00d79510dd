import type sharp from 'sharp';

/**
 * The library that decodes and writes images, loaded when an image is first asked for: most tasks have none, and its
 * 20 MB of native code are then not read. One thread an image: our own threads take an image each.
 */
export async function imageLibrary(): Promise<typeof sharp> {
  const { default: library } = await import('sharp');
  library.concurrency(1);
  return library;
}
