import { rename, rm, writeFile } from 'node:fs/promises';

/** Writes a file so that it is never seen half written. */
export async function writeWhole(file: string, text: string): Promise<void> {
  const temporary = `${file}.${process.pid}.tmp`;
  try {
    await writeFile(temporary, text);
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw new Error(`${file}: cannot be written (${reason})`, { cause: error });
  }
}
