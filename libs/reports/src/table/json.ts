import type { Table } from './table.js';

/** Writes a table as one JSON document: title, column headers, rows of cells as printed, notes. */
export function toJson({ title, columns, rows, notes }: Table): string {
  const headers = columns.map(({ header }) => header);
  return `${JSON.stringify({ title, columns: headers, rows, notes }, null, 2)}\n`;
}
