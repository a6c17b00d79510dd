import { resultsTables, toText } from '@rdrop/reports';
import { readRecord } from '../record.js';
import { type TaskContext } from '../task.js';

/** Prints the tables of one run: the verb `report` of every task. Prints nothing while the run has no record. */
export async function reportRun<E>(context: TaskContext<E>): Promise<void> {
  const record = await readRecord(context.out);
  const tables = record === undefined ? [] : resultsTables([record]);
  for (const table of tables) context.output.write(`${toText(table)}\n`);
}
