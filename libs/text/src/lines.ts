/**
 * Splits a file's text at `\n`, and nowhere else: tools that count lines (Moses, awk, fairseq) agree on that character
 * only. A final newline ends the last line and does not start another.
 */
export function splitLines(text: string): string[] {
  if (text === '') return [];
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

/** The inverse of {@link splitLines}: every line is followed by `\n`. */
export function joinLines(lines: Iterable<string>): string {
  let text = '';
  for (const line of lines) text += `${line}\n`;
  return text;
}
