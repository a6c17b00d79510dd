import { z } from 'zod';
import { findPaperValue } from './find-paper-value.js';
import { type PaperCell } from './paper-results.js';

/** A cell of the paper and its number. The number must be the paper's, so a record cannot carry a wrong one. */
export const paperReferenceSchema = z
  .strictObject({ table: z.int(), row: z.string(), column: z.string(), value: z.number() })
  .superRefine((reference, context) => {
    const problem = mismatch(reference);
    if (problem !== undefined) context.addIssue({ code: 'custom', message: problem });
  });

export type PaperReference = z.infer<typeof paperReferenceSchema>;

/**
 * The reference to a cell of the paper, its number filled in.
 *
 * @throws RangeError when the paper has no such cell
 */
export function paperReference(cell: PaperCell): PaperReference {
  return { table: cell.table, row: cell.row, column: cell.column, value: findPaperValue(cell) };
}

function mismatch(reference: PaperReference): string | undefined {
  try {
    const value = findPaperValue(reference);
    return value === reference.value ? undefined : `expected the paper's ${value}, got ${reference.value}`;
  } catch (error) {
    if (error instanceof RangeError) return error.message;
    throw error;
  }
}
