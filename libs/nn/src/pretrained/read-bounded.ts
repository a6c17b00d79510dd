import { readFile, stat } from 'node:fs/promises';
import { errorCode, fileError } from '@rdrop/files';
import { PretrainedError } from './pretrained-error.js';

/** A text file of at most `mostBytes`; undefined when there is none. */
export async function readBounded(file: string, mostBytes: number): Promise<string | undefined> {
  try {
    const { size } = await stat(file);
    if (size > mostBytes) {
      throw new PretrainedError(`${file}: expected at most ${mostBytes} bytes, got ${size}`);
    }
    return await readFile(file, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error instanceof PretrainedError ? error : fileError('read', file, error);
  }
}
