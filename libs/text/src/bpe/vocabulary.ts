/**
 * Counts the words of lines that are divided by single spaces (`get_vocab.py`, and the first step of `learn_bpe.py`).
 * The map keeps the order in which words were first seen.
 */
export function countWords(lines: Iterable<string>, counts = new Map<string, number>()): Map<string, number> {
  for (const line of lines) {
    for (const word of stripLine(line).split(' ')) {
      if (word !== '') counts.set(word, (counts.get(word) ?? 0) + 1);
    }
  }
  return counts;
}

/** A vocabulary file: `word count` a line, most frequent first, ties in the order of first appearance. */
export function formatVocabulary(counts: ReadonlyMap<string, number>): string {
  const rows = [...counts].sort(([, a], [, b]) => b - a);
  return rows.map(([word, count]) => `${word} ${count}\n`).join('');
}

/** Reads a vocabulary file and keeps the words that occur at least `threshold` times. */
export function parseVocabulary(text: string, threshold = 0): Set<string> {
  const kept = new Set<string>();
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  for (const [i, line] of lines.entries()) {
    const [word, count, ...rest] = stripLine(line).split(' ');
    if (word === undefined || count === undefined || rest.length > 0 || !/^\d+$/.test(count)) {
      throw new Error(`parseVocabulary: expected "word count" on line ${i + 1}, got "${line}"`);
    }
    if (Number(count) >= threshold) kept.add(word);
  }
  return kept;
}

/** Takes spaces and line breaks, and no other whitespace, off both ends. */
export function stripLine(line: string): string {
  return line.replace(/^[\r\n ]+/, '').replace(/[\r\n ]+$/, '');
}
