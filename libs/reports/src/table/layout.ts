import type { Column } from './table.js';

/** Code points of a text, which in the scripts used here take one place each in a terminal. */
export function widthOf(text: string): number {
  return [...text].length;
}

/** The width every column needs for its header and cells. */
export function columnWidths(headers: readonly string[], rows: readonly (readonly string[])[]): number[] {
  return headers.map((header, index) =>
    Math.max(widthOf(header), ...rows.map((row) => widthOf(row[index] ?? ''))),
  );
}

/** Fills a cell up to a width on the side its column asks for. */
export function pad(cell: string, width: number, align: Column['align']): string {
  const filling = ' '.repeat(Math.max(0, width - widthOf(cell)));
  return align === 'right' ? filling + cell : cell + filling;
}
