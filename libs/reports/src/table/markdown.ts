import { columnWidths, pad } from './layout.js';
import { type Cell, type Table } from './table.js';

/** Writes a table in GitHub's Markdown: heading, padded columns, notes as a list. */
export function toMarkdown(table: Table): string {
  const headers = table.columns.map((column) => escapeCell(column.header));
  const rows = table.rows.map((row) => row.map(markdownCell));
  const widths = columnWidths(headers, rows).map((width) => Math.max(3, width));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, index) => pad(cell, widths[index] ?? 0, alignment(table, index))).join(' | ')} |`;
  const rule = widths.map((width, index) =>
    alignment(table, index) === 'right' ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width),
  );
  const parts = [
    `### ${escapeText(table.title)}`,
    [line(headers), `| ${rule.join(' | ')} |`, ...rows.map(line)].join('\n'),
  ];
  if (table.notes.length > 0) parts.push(table.notes.map((note) => `- ${escapeText(note)}`).join('\n'));
  return `${parts.join('\n\n')}\n`;
}

function alignment(table: Table, index: number): 'left' | 'right' {
  return table.columns[index]?.align ?? 'left';
}

function markdownCell(cell: Cell): string {
  if (typeof cell === 'string') return escapeCell(cell);
  return cell
    .map(({ text, href }) => `[${escapeCell(text)}](<${href.replace(/[<>|\n]/gu, encodeURIComponent)}>)`)
    .join(', ');
}

/** Line breaks would end a row, and HTML or emphasis in a name is text. */
function escapeText(text: string): string {
  return text.replace(/\s*[\r\n]+\s*/gu, ' ').replace(/[\\`*_<>[\]]/gu, '\\$&');
}

function escapeCell(text: string): string {
  return escapeText(text).replaceAll('|', '\\|');
}
