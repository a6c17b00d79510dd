/** A column of a table. */
export interface Column {
  readonly header: string;
  readonly align: 'left' | 'right';
}

/** A table of text, ready to be written in any format. Every row has as many cells as there are columns. */
export interface Table {
  readonly title: string;
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly string[])[];
  /** What a reader must know beside the cells; one sentence each. */
  readonly notes: readonly string[];
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
