import { trimEndWhitespace } from '../whitespace.js';
import type { CliHost } from './host.js';

/**
 * The lines of a file without white space at their end. Only a line feed ends a line, as in sacreBLEU, so that a file keeps
 * its count whatever other separators its text holds.
 *
 * @param path none for standard input
 * @throws Error with one sentence when the file cannot be read or decoded
 */
export async function readLines(
  path: string | undefined,
  { encoding }: { readonly encoding: string },
  host: CliHost,
): Promise<string[]> {
  const source = path ?? 'standard input';
  const decode = decoder(encoding);
  let bytes: Uint8Array;
  try {
    bytes = await (path === undefined ? host.readInput() : host.readFile(path));
  } catch (error) {
    throw new Error(`${source}: cannot be read (${reasonOf(error)})`, { cause: error });
  }
  let text: string;
  try {
    text = decode(bytes);
  } catch (error) {
    throw new Error(`${source}: expected ${encoding.toUpperCase()} text, got bytes that are not`, {
      cause: error,
    });
  }
  const lines = text.split('\n').map(trimEndWhitespace);
  if (text === '' || text.endsWith('\n')) lines.pop();
  return lines;
}

function decoder(encoding: string): (bytes: Uint8Array) => string {
  try {
    const textDecoder = new TextDecoder(encoding, { fatal: true, ignoreBOM: true });
    return (bytes) => textDecoder.decode(bytes);
  } catch (error) {
    throw new RangeError(`--encoding: expected the name of an encoding, got '${encoding}'`, { cause: error });
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof Error && 'code' in error) return String(error.code);
  return error instanceof Error ? error.message : String(error);
}
