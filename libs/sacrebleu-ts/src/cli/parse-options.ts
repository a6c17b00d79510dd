import { OPTIONS, TEST_SET_FLAGS, type OptionRow } from './option-table.js';

/** The arguments, sorted: values by the option's long name (none for a flag), and what belongs to no option. */
export interface ParsedOptions {
  readonly values: ReadonlyMap<string, readonly string[]>;
  readonly positionals: readonly string[];
}

const ROWS = new Map(OPTIONS.flatMap((row) => row.flags.map((flag) => [flag, row])));

/**
 * Sorts arguments as sacreBLEU does: `-tok none`, `-w2`, `--width=2`, and `-m bleu chrf` up to the next option. Where an
 * option is given twice the last one counts.
 *
 * @throws RangeError with one sentence for what cannot be understood
 */
export function parseOptions(args: readonly string[]): ParsedOptions {
  const values = new Map<string, readonly string[]>();
  const positionals: string[] = [];
  for (let index = 0; index < args.length;) {
    const arg = args[index] ?? '';
    index += 1;
    if (!isOption(arg)) {
      positionals.push(arg);
      continue;
    }
    const { row, attached } = rowOf(arg);
    const [long] = row.flags;
    const taken = attached === undefined ? valuesFrom(args, index, row) : [attached];
    if (attached === undefined) index += taken.length;
    if (row.takes !== 'nothing' && taken.length === 0)
      throw new RangeError(`${long}: expected a value, got none`);
    values.set(long, taken);
  }
  return { values, positionals };
}

function isOption(arg: string): boolean {
  return arg.startsWith('-') && arg !== '-' && !/^-[0-9.]+$/u.test(arg);
}

/** The option's row, and a value written together with it. */
function rowOf(arg: string): { row: OptionRow; attached?: string } {
  const exact = ROWS.get(arg);
  if (exact !== undefined) return { row: exact };
  if (TEST_SET_FLAGS.has(arg)) {
    throw new RangeError(`${arg}: test sets are not part of this package, give files of references instead`);
  }
  const equals = arg.indexOf('=');
  const isLong = arg.startsWith('--');
  const name = isLong ? arg.slice(0, equals < 0 ? undefined : equals) : arg.slice(0, 2);
  const attached = isLong ? arg.slice(equals + 1) : arg.slice(2);
  const row = ROWS.get(name);
  if (row === undefined || (isLong && equals < 0)) {
    throw new RangeError(`expected an option, got '${arg}' (see --help)`);
  }
  if (row.takes === 'nothing') throw new RangeError(`${row.flags[0]}: takes no value, got '${attached}'`);
  return { row, attached };
}

function valuesFrom(args: readonly string[], start: number, { takes }: OptionRow): string[] {
  if (takes === 'nothing') return [];
  const values: string[] = [];
  for (const arg of args.slice(start, takes === 'value' ? start + 1 : undefined)) {
    if (isOption(arg)) break;
    values.push(arg);
  }
  return values;
}
