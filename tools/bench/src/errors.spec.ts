import { describe, expect, it } from 'vitest';
import { BenchUsageError, describeError } from './errors.js';

describe('describeError', () => {
  it("prints a mendable error alone, whatever its class, and calls any other a fault of the program's", () => {
    const full = Object.assign(new RangeError('linear: out of memory\nuse smaller batches'), {
      expected: true,
    });
    expect(describeError(full, false)).toEqual({
      text: 'linear: out of memory use smaller batches',
      exitCode: 1,
    });
    expect(describeError(new BenchUsageError('unknown task'), false)).toEqual({
      text: 'unknown task',
      exitCode: 2,
    });
    expect(describeError(new RangeError('oops'), false)).toEqual({
      text: 'unexpected error: oops (set RDROP_DEBUG=1 for the stack)',
      exitCode: 70,
    });
  });

  it('shows the stack where it is asked for', () => {
    expect(describeError(new RangeError('oops'), true).text).toContain('errors.spec.ts');
  });
});
