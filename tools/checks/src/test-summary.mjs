/**
 * One project's tests, or its conformance suite. `failures` are sentences, one for each failed test, each file that
 * could not run, and each problem of the run as a whole.
 * @typedef {{ project: string, passed: number, skipped: number, failures: string[] }} ProjectResult
 */

/**
 * Reads a report in the form of Vitest's JSON.
 * @param {string} project
 * @param {string | undefined} report the file's text, undefined when there is no file
 * @returns {ProjectResult}
 */
export function readResults(project, report) {
  const result = { project, passed: 0, skipped: 0, failures: /** @type {string[]} */ ([]) };
  const parsed = report === undefined ? undefined : parse(report);
  if (parsed === undefined) {
    result.failures.push(`${project}: its tests left no readable report`);
    return result;
  }
  for (const file of parsed.testResults) {
    const tests = Array.isArray(file.assertionResults) ? file.assertionResults : [];
    for (const test of tests) {
      if (test.status === 'passed') result.passed += 1;
      else if (test.status === 'failed') result.failures.push(`${project}: ${test.fullName}`);
      else result.skipped += 1;
    }
    // A file that fails to load, or whose hook fails, has no failed test to show for it.
    const hasFailedTest = tests.some((/** @type {{ status?: string }} */ test) => test.status === 'failed');
    if (file.status === 'failed' && !hasFailedTest)
      result.failures.push(`${project}: ${file.name} could not run`);
  }
  if (result.failures.length > 0) return result;
  if (result.passed + result.skipped === 0) result.failures.push(`${project}: no tests ran`);
  else if (parsed.success !== true) result.failures.push(`${project}: the run failed outside its tests`);
  return result;
}

/**
 * Sums up a whole run. Each failed check counts as one failure; so does a test run that failed although every report
 * is in order.
 * @param {{ failedChecks: readonly string[], testsRan: boolean, results: readonly ProjectResult[] }} run
 * @returns {{ line: string, problems: string[], exitCode: number }}
 */
export function summarise({ failedChecks, testsRan, results }) {
  const failures = results.flatMap((result) => result.failures);
  const problems = [...failedChecks.map((name) => `check: ${name}`), ...failures];
  if (!testsRan && failures.length === 0) problems.push('check: the test run ended with an error');
  const passed = results.reduce((sum, result) => sum + result.passed, 0);
  const skipped = results.reduce((sum, result) => sum + result.skipped, 0);
  // A run in which nothing passed has shown nothing.
  if (passed === 0 && problems.length === 0) problems.push('check: no test passed');
  const tail = skipped === 0 ? '' : `, ${skipped} skipped`;
  return {
    line: `${passed} passed, ${problems.length} failed${tail}`,
    problems,
    exitCode: problems.length === 0 ? 0 : 1,
  };
}

/** @param {string} text */
function parse(text) {
  try {
    const value = JSON.parse(text);
    return Array.isArray(value?.testResults) ? value : undefined;
  } catch {
    return undefined;
  }
}
