import type { PaperTable } from '../paper/paper-results.js';
import type { Summary } from './aggregate.js';

/** Stands in a cell without a number. */
export const NONE = '–';

/** Stands where a number of ours would: nothing is taken from elsewhere for it. */
export const NO_RUN = 'no finished run';

/** `37.25`, or `37.25 ± 0.11` where there are several seeds. */
export function formatSummary({ mean, standardDeviation }: Summary, digits: number): string {
  const centre = formatNumber(mean, digits);
  return standardDeviation === undefined ? centre : `${centre} ± ${formatNumber(standardDeviation, digits)}`;
}

/** A number of the paper with the decimals its column is printed with (39.0 beside 40.6); a dash for none. */
export function formatPaperValue(table: PaperTable, column: number, value: number | undefined): string {
  if (value === undefined) return NONE;
  const digits = table.rows.map((row) => String(row.values[column] ?? '').split('.')[1]?.length ?? 0);
  return value.toFixed(Math.max(...digits));
}

/** A number with a fixed count of decimals; very small or large ones in scientific notation, so that none prints as 0. */
export function formatNumber(value: number, digits: number): string {
  const magnitude = Math.abs(value);
  const unreadable = magnitude !== 0 && (magnitude < 0.5 * 10 ** -digits || magnitude >= 1e7);
  return unreadable ? value.toExponential(digits) : value.toFixed(digits);
}

/** A span of time: `12 s`, `3 min 20 s`, `2 h 05 min`. */
export function formatSeconds(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 60) return `${seconds < 10 ? seconds.toFixed(1) : whole} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes} min ${padded(whole % 60)} s`;
  const wholeMinutes = Math.round(seconds / 60);
  return `${Math.floor(wholeMinutes / 60)} h ${padded(wholeMinutes % 60)} min`;
}

/** Whole numbers in short: `1-3, 7`. */
export function formatRanges(numbers: readonly number[]): string {
  const sorted = [...new Set(numbers)].sort((a, b) => a - b);
  const ranges: { first: number; last: number }[] = [];
  for (const number of sorted) {
    const current = ranges.at(-1);
    if (current !== undefined && number === current.last + 1) current.last = number;
    else ranges.push({ first: number, last: number });
  }
  return ranges.map(({ first, last }) => (first === last ? `${first}` : `${first}-${last}`)).join(', ');
}

function padded(value: number): string {
  return String(value).padStart(2, '0');
}

/** A difference with its sign: `+2.61`, `−0.30`, `0.00`. */
export function formatSigned(value: number, digits: number): string {
  const text = formatNumber(Math.abs(value), digits);
  if (Number(text) === 0) return text;
  return `${value < 0 ? '−' : '+'}${text}`;
}
