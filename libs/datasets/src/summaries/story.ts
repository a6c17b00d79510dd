import { oneLine } from './summary-pair.js';

const HIGHLIGHT = '@highlight';

/** What a line may end with without getting a period: ends of sentences and closing marks. */
const ENDS = ['.', '!', '?', '...', "'", '`', '"', '\u2019', '\u201d', ')'];

/** Headlines and highlights mostly lack a period; they get one, parted by a space. */
function withPeriod(line: string): string {
  return ENDS.some((end) => line.endsWith(end)) ? line : `${line} .`;
}

/**
 * A CNN/DailyMail story file as the official preparation reads it: the article is what stands before the first `@highlight`,
 * the summary is the line after each; both are joined by spaces, cased and not tokenised.
 */
export function parseStory(text: string): { document: string; summary: string } {
  const lines = text
    .split(/\r?\n/u)
    .map(oneLine)
    .filter((line) => line !== '');
  const first = lines.findIndex((line) => line.startsWith(HIGHLIGHT));
  const cut = first === -1 ? lines.length : first;
  const join = (part: readonly string[]): string => part.map(withPeriod).join(' ');
  return {
    document: join(lines.slice(0, cut)),
    summary: join(lines.slice(cut).filter((line) => !line.startsWith(HIGHLIGHT))),
  };
}

/** The text of a story file: paragraphs, then the highlights. */
export function formatStory(paragraphs: readonly string[], highlights: readonly string[]): string {
  return [...paragraphs, ...highlights.flatMap((line) => [HIGHLIGHT, line])].join('\n\n') + '\n';
}
