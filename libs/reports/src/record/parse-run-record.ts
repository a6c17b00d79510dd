import type { z } from 'zod';
import { runRecordSchema, type RunRecord } from './run-record.js';

/** A record that is not one; the message names file, field and what was expected there. */
export class RunRecordError extends Error {
  override readonly name = 'RunRecordError';
}

/**
 * Checks a value against the schema of run records.
 *
 * @param value parsed JSON
 * @param source where it came from, for the message
 * @throws RunRecordError `file: field: what was expected`
 */
export function validateRunRecord(value: unknown, source: string): RunRecord {
  const result = runRecordSchema.safeParse(value);
  if (result.success) return result.data;
  const [first, ...others] = result.error.issues;
  const more = others.length === 0 ? '' : ` (and ${others.length} more)`;
  throw new RunRecordError(`${source}: ${first === undefined ? 'not a run record' : describe(first)}${more}`);
}

/**
 * Reads a record from the text of its file.
 *
 * @throws RunRecordError for text that is not JSON or not a record
 */
export function parseRunRecord(text: string, source: string): RunRecord {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new RunRecordError(`${source}: expected JSON (${reason})`, { cause: error });
  }
  return validateRunRecord(value, source);
}

function describe(issue: z.core.$ZodIssue): string {
  const field = issue.path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`)).join('');
  return field === '' ? issue.message : `${field.replace(/^\./u, '')}: ${issue.message}`;
}
