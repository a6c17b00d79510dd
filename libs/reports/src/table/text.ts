import { columnWidths, pad } from './layout.js';
import { cellText, type Table } from './table.js';

/** Writes a table for a terminal: aligned columns, two spaces between. */
export function toText(table: Table): string {
  const headers = table.columns.map((column) => oneLine(column.header));
  const rows = table.rows.map((row) => row.map((cell) => oneLine(cellText(cell))));
  const widths = columnWidths(headers, rows);
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, index) => pad(cell, widths[index] ?? 0, table.columns[index]?.align ?? 'left'))
      .join('  ')
      .trimEnd();
  const rule = widths.map((width) => '-'.repeat(width)).join('  ');
  const notes = table.notes.map((note) => `  ${oneLine(note)}`);
  return `${[oneLine(table.title), '', line(headers), rule, ...rows.map(line), ...notes].join('\n')}\n`;
}

/** No character of a name may move the cursor or clear the screen. */
function oneLine(text: string): string {
  return text.replace(/\p{Cc}+/gu, ' ');
}
