import { paperTables, type PaperCell, type PaperTable } from './paper-results.js';

/**
 * The paper's table of that number.
 *
 * @throws RangeError when there is none
 */
export function paperTable(number: number): PaperTable {
  const table = paperTables.find((candidate) => candidate.number === number);
  if (table === undefined) {
    const known = paperTables.map((candidate) => candidate.number).join(', ');
    throw new RangeError(`paper table: expected one of ${known}, got ${number}`);
  }
  return table;
}

/**
 * The number in a cell of the paper.
 *
 * @throws RangeError naming what the table has when there is no such table, row or column
 */
export function findPaperValue({ table: number, row, column }: PaperCell): number {
  const table = paperTable(number);
  const values = table.rows.find((candidate) => candidate.name === row)?.values;
  if (values === undefined) {
    const known = table.rows.map((candidate) => candidate.name).join(', ');
    throw new RangeError(`paper table ${number}: expected a row of ${known}, got '${row}'`);
  }
  const value = values[table.columns.indexOf(column)];
  if (value === undefined) {
    throw new RangeError(
      `paper table ${number}: expected a column of ${table.columns.join(', ')}, got '${column}'`,
    );
  }
  return value;
}
