import { longestLine, lineTooLong } from './read-lines.js';
import { openBytes } from './open-bytes.js';

const lineFeed = 0x0a;

/** Whole lines of a file, undecoded, each with its line feed, in a buffer of their own. */
export interface LineBlock {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly lines: number;
}

/** Reads a text file, packed with gzip or not, by blocks of so many lines. Decoding is left to whoever works on them. */
export class LineBlockReader {
  readonly #file: string;
  readonly #chunks: AsyncGenerator<Buffer, void, undefined>;
  #rest: Buffer = Buffer.alloc(0);
  #lines = 0;

  constructor(file: string) {
    this.#file = file;
    this.#chunks = openBytes(file);
  }

  /** Lines read so far. */
  get lines(): number {
    return this.#lines;
  }

  /** The next lines, fewer at the end of the file and none after it. The last one gets a line feed when it lacks it. */
  async take(count: number): Promise<LineBlock> {
    const parts: Buffer[] = [];
    let [lines, openBytesCount] = [0, 0];
    while (lines < count) {
      if (this.#rest.length === 0) {
        const { value, done } = await this.#chunks.next();
        if (done === true) break;
        this.#rest = value;
      }
      let end = 0;
      for (let at = this.#rest.indexOf(lineFeed); at >= 0; at = this.#rest.indexOf(lineFeed, end)) {
        lines += 1;
        end = at + 1;
        openBytesCount = 0;
        if (lines === count) break;
      }
      const taken = lines === count ? end : this.#rest.length;
      openBytesCount += taken - end;
      if (openBytesCount > longestLine) throw lineTooLong(this.#file, this.#lines + lines + 1, longestLine);
      parts.push(this.#rest.subarray(0, taken));
      this.#rest = this.#rest.subarray(taken);
    }
    if (openBytesCount > 0) {
      parts.push(Buffer.of(lineFeed));
      lines += 1;
    }
    this.#lines += lines;
    return { bytes: joined(parts), lines };
  }

  async close(): Promise<void> {
    await this.#chunks.return();
  }
}

/** Unlike `Buffer.concat`, never a part of a pool: the block can move to another thread. */
function joined(parts: readonly Buffer[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
