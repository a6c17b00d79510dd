import { stripLine } from './vocabulary.js';

/** Two symbols that become one. The last symbol of a word ends in {@link END_OF_WORD}. */
export type BpeMerge = readonly [first: string, second: string];

/** Marks the symbol at the end of a word in merges. */
export const END_OF_WORD = '</w>';

const HEADER = '#version: 0.2';

/** A codes file of subword-nmt, version 0.2: a header line, then one merge a line, in the order learned. */
export function formatCodes(merges: Iterable<BpeMerge>): string {
  let text = `${HEADER}\n`;
  for (const [first, second] of merges) text += `${first} ${second}\n`;
  return text;
}

/** Reads a codes file. Throws on another version and on a line that is not two symbols. */
export function parseCodes(text: string): BpeMerge[] {
  const [header = '', ...lines] = text.replace(/\n+$/, '').split('\n');
  if (!/^#version:\s*0\.2(?:\.0+)*\s*$/.test(header)) {
    throw new Error(`parseCodes: expected the first line to be "${HEADER}", got "${header.slice(0, 80)}"`);
  }
  return lines.map((line, i) => {
    const [first, second, ...rest] = stripLine(line).split(' ');
    if (first === undefined || second === undefined || rest.length > 0) {
      throw new Error(`parseCodes: expected two symbols divided by a space on line ${i + 2}, got "${line}"`);
    }
    return [first, second];
  });
}
