import { PYTHON_SPACE } from '../unicode.js';

const TRAILING_SPACE = new RegExp(`[${PYTHON_SPACE}]+$`);

/** Joins the pieces of words again: drops every `@@ ` and whitespace at the end (fairseq's `--remove-bpe`). */
export function removeBpe(line: string): string {
  return `${line} `.replaceAll('@@ ', '').replace(TRAILING_SPACE, '');
}
