import { writeFile } from 'node:fs/promises';
import { BenchError } from './errors.js';

/**
 * Writes a report to files of one name, which may be given with an ending of its own.
 * @param texts by the ending
 * @throws BenchError naming the file
 */
export async function writeReport(
  name: string,
  texts: { readonly md: string; readonly json: string },
): Promise<void> {
  const stem = name.replace(/\.(md|json)$/, '');
  for (const [ending, text] of Object.entries(texts)) await write(`${stem}.${ending}`, text);
}

async function write(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text);
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw new BenchError(`${file}: cannot be written (${reason})`, { cause: error });
  }
}
