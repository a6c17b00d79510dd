import { describe, expect, it } from 'vitest';
import { readResults, summarise } from './test-summary.mjs';

const test = (status: string, fullName = `a ${status} test`) => ({ status, fullName });

function report(success: boolean, ...files: { status: string; tests: ReturnType<typeof test>[] }[]): string {
  const testResults = files.map(({ status, tests }, i) => ({
    name: `f${i}.spec.ts`,
    status,
    assertionResults: tests,
  }));
  return JSON.stringify({ success, testResults });
}

describe('readResults', () => {
  it('counts passed, failed, skipped and planned tests', () => {
    const text = report(
      false,
      { status: 'failed', tests: [test('passed'), test('failed', 'adds up')] },
      { status: 'passed', tests: [test('passed'), test('skipped'), test('todo'), test('pending')] },
    );
    expect(readResults('p', text)).toEqual({ project: 'p', passed: 2, skipped: 3, failures: ['p: adds up'] });
  });

  it.each([
    ['no report', undefined, 'p: its tests left no readable report'],
    ['half a report', '{"success":true,', 'p: its tests left no readable report'],
    [
      'a file that does not load',
      report(false, { status: 'failed', tests: [] }),
      'p: f0.spec.ts could not run',
    ],
    [
      'an error outside the tests',
      report(false, { status: 'passed', tests: [test('passed')] }),
      'p: the run failed outside its tests',
    ],
    ['no tests', report(true), 'p: no tests ran'],
    ['no test files', report(false), 'p: no tests ran'],
  ])('counts %s as a failure', (_, text, failure) => {
    expect(readResults('p', text).failures).toEqual([failure]);
  });
});

describe('summarise', () => {
  const good = { project: 'p', passed: 3, skipped: 0, failures: [] };

  it('is one line and status 0 when all passed', () => {
    const summary = summarise({ failedChecks: [], testsRan: true, results: [good, { ...good, skipped: 2 }] });
    expect(summary).toEqual({ line: '6 passed, 0 failed, 2 skipped', problems: [], exitCode: 0 });
    expect(summarise({ failedChecks: [], testsRan: true, results: [good] }).line).toBe('3 passed, 0 failed');
  });

  it('counts a failed check beside failed tests', () => {
    const bad = { ...good, failures: ['p: adds up', 'p: divides'] };
    const summary = summarise({ failedChecks: ['format'], testsRan: false, results: [good, bad] });
    expect(summary.line).toBe('6 passed, 3 failed');
    expect(summary.problems).toEqual(['check: format', 'p: adds up', 'p: divides']);
    expect(summary.exitCode).toBe(1);
  });

  it('does not pass a test run that ended with an error, nor one that showed nothing', () => {
    expect(summarise({ failedChecks: [], testsRan: false, results: [good] }).line).toBe('3 passed, 1 failed');
    expect(summarise({ failedChecks: [], testsRan: true, results: [] }).exitCode).toBe(1);
  });
});
