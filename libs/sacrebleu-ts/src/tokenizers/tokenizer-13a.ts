import type { Tokenizer } from './tokenizer.js';
import { splitWesternPunctuation } from './western-punctuation.js';

/** Undone in this order, one after the other, so `&amp;lt;` becomes `<`, as in mteval-v13a. */
const ENTITIES = [
  ['&quot;', '"'],
  ['&amp;', '&'],
  ['&lt;', '<'],
  ['&gt;', '>'],
] as const;

/** The tokenizer of NIST's mteval-v13a, the default of WMT and sacreBLEU. */
export const tokenizer13a: Tokenizer = {
  name: '13a',
  tokenize(segment) {
    let line = segment.replaceAll('<skipped>', '').replaceAll('-\n', '').replaceAll('\n', ' ');
    for (const [entity, character] of ENTITIES) line = line.replaceAll(entity, character);
    // The added spaces let the context rules see punctuation at either end of the segment.
    return splitWesternPunctuation(` ${line} `);
  },
};
