import { type Command, CommanderError, InvalidArgumentError } from 'commander';
import { BenchUsageError } from './errors.js';

/** The paper's, and a peer's without being told. */
export const DEFAULT_ALPHA = 5;

/** Reads a whole number that is not below the least. */
export function wholeFrom(least: number): (text: string) => number {
  return (text) => {
    if (/^\d{1,9}$/.test(text) && Number(text) >= least) return Number(text);
    throw new InvalidArgumentError(`Expected a whole number from ${least}.`);
  };
}

/** Reads a number that is not negative. */
export function fromZero(text: string): number {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (Number.isFinite(value) && value >= 0) return value;
  throw new InvalidArgumentError('Expected a number from 0.');
}

/** Reads values separated by commas. */
export function list(text: string): string[] {
  const entries = text.split(',').map((entry) => entry.trim());
  if (entries.every((entry) => entry !== '')) return entries;
  throw new InvalidArgumentError('Expected values separated by commas.');
}

/** Reads names out of these, separated by commas. */
export function someOf(known: readonly string[]): (text: string) => string[] {
  return (text) => {
    const names = list(text);
    if (names.every((name) => known.includes(name))) return names;
    throw new InvalidArgumentError(`Expected some of ${known.join(', ')}.`);
  };
}

/**
 * Has a command read a command line; false when it asked for help, which has been written.
 * @throws BenchUsageError with one sentence when it cannot be understood
 */
export function parseWith(program: Command, argv: readonly string[]): boolean {
  try {
    program.parse(argv, { from: 'user' });
    return true;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return false;
    throw new BenchUsageError(error.message.replace(/^error: /, ''));
  }
}
