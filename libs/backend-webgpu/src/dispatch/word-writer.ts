import type { Program, ScalarType } from './program.js';

const MOST_WORDS = 256;

/** Writes numbers as the words of a uniform block. What it returns is good until its next call. */
export class WordWriter {
  private readonly words = new Uint32Array(MOST_WORDS);
  private readonly floats = new Float32Array(this.words.buffer);
  private readonly ints = new Int32Array(this.words.buffer);

  /**
   * @param last a whole number that follows the named ones
   * @throws Error when a name is missing, or a value is none of its type
   */
  write(
    program: Program,
    [names, types]: readonly [readonly string[], Readonly<Record<string, ScalarType>>],
    values: Readonly<Record<string, number>>,
    last?: number,
  ): Uint32Array {
    let at = 0;
    for (const name of names) {
      const value = values[name];
      const type = types[name];
      if (value === undefined) throw new Error(`${program.key}: expected a value for '${name}'`);
      if (type === 'f32') this.floats[at] = value;
      else if (type === 'i32') this.ints[at] = value;
      else this.words[at] = value;
      if (type !== 'f32' && (type === 'i32' ? this.ints[at] : this.words[at]) !== value) {
        throw new Error(`${program.key}: expected '${name}' of type ${type ?? 'u32'}, got ${value}`);
      }
      at += 1;
    }
    if (last !== undefined) this.words[at++] = last;
    return this.words.subarray(0, at);
  }
}
