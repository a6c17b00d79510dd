import type { PaperReference } from './paper-reference.js';
import { paperTables, type PaperCell } from './paper-results.js';

/** Whether a run with this reference reproduces a cell: it is that cell, or one that the paper prints twice. */
export function answersCell(reference: PaperReference | undefined, cell: PaperCell): boolean {
  if (reference === undefined) return false;
  const same = paperTables
    .find(({ number }) => number === cell.table)
    ?.sameAs?.find(({ row, column }) => row === cell.row && column === cell.column);
  const wanted = same?.cell ?? cell;
  return (
    reference.table === wanted.table && reference.row === wanted.row && reference.column === wanted.column
  );
}
