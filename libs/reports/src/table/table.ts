/** A column of a table. */
export interface Column {
  readonly header: string;
  readonly align: 'left' | 'right';
}

/** A word that leads somewhere; `href` is a relative path or a fragment. */
export interface Link {
  readonly text: string;
  readonly href: string;
}

/** Text, or links that stand beside one another. */
export type Cell = string | readonly Link[];

/** A table, ready to be written in any format. Every row has as many cells as there are columns. */
export interface Table {
  readonly title: string;
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly Cell[])[];
  /** What a reader must know beside the cells; one sentence each. */
  readonly notes: readonly string[];
}

/** A cell as text alone. */
export function cellText(cell: Cell): string {
  return typeof cell === 'string' ? cell : cell.map(({ text }) => text).join(', ');
}

/**
 * Makes a table.
 *
 * @throws RangeError for a row whose cells do not match the columns
 */
export function createTable(table: Table): Table {
  for (const [index, row] of table.rows.entries()) {
    if (row.length !== table.columns.length) {
      throw new RangeError(
        `table '${table.title}': expected ${table.columns.length} cells in row ${index + 1}, got ${row.length}`,
      );
    }
  }
  return table;
}
