import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { errorSentence, exitCodeOf, ExpectedError, isExpectedError, UsageError } from './errors.js';

class NamedError extends Error {
  override readonly name = 'NamedError';
}

function caught(action: () => unknown): unknown {
  try {
    return action();
  } catch (error) {
    return error;
  }
}

describe('isExpectedError', () => {
  it.each<[string, unknown, boolean, number]>([
    ['the class', new ExpectedError('x'), true, 1],
    ['a usage error', new UsageError('x'), true, 2],
    ['the mark on any error', Object.assign(new Error('x'), { expected: true }), true, 1],
    ['an error class of a library', new NamedError('x'), true, 1],
    ['one that opts out', Object.assign(new NamedError('x'), { expected: false }), false, 70],
    ['a file error of the system', caught(() => readFileSync('/nowhere/at/all')), true, 1],
    ['a plain error', new Error('x'), false, 70],
    ['a TypeError', new TypeError('x'), false, 70],
    ['a schema error', caught(() => z.number().parse('x')), false, 70],
    ['an abort nobody asked for', new DOMException('x', 'AbortError'), false, 70],
    ['a thrown text', 'x', false, 70],
  ])('%s', (_, error, expected, code) => {
    expect(isExpectedError(error)).toBe(expected);
    expect(exitCodeOf(error)).toBe(code);
    expect(errorSentence(error)).not.toContain('\n');
    expect(errorSentence(error).includes('RDROP_DEBUG')).toBe(!expected);
  });

  it('says which file', () => {
    expect(errorSentence(caught(() => readFileSync('/nowhere/at/all')))).toBe(
      '/nowhere/at/all: it does not exist',
    );
  });
});
