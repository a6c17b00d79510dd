import { cellText, type Table } from './table.js';

/** Writes the columns and rows of a table as RFC 4180 CSV (CRLF, quotes where needed); title and notes are left out. */
export function toCsv(table: Table): string {
  const lines = [table.columns.map((column) => column.header), ...table.rows.map((row) => row.map(cellText))];
  return lines.map((cells) => `${cells.map(quoted).join(',')}\r\n`).join('');
}

function quoted(cell: string): string {
  return /[",\r\n]/u.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
