import { createRequire } from 'node:module';
import type * as jiebaWasm from 'jieba-wasm';

type Jieba = typeof jiebaWasm;

let loaded: Jieba | undefined;

/** The library holds a dictionary of 4 MB and takes a while to start: it is loaded when Chinese is met. */
function jieba(): Jieba {
  if (loaded !== undefined) return loaded;
  const library: Jieba = createRequire(import.meta.url)('jieba-wasm');
  loaded = library;
  return library;
}

/**
 * Divides a line of Chinese into words, as Python's jieba does (`jieba.cut` of the line without spaces at its ends, joined
 * by spaces), by the same dictionary and hidden Markov model. Formulas without spaces (`1+2`) stay whole here.
 */
export function chineseWords(line: string): string {
  return jieba().cut(line.trim(), true).join(' ');
}
