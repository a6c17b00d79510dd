/** Runs every check of the workspace in order, never stopping early, and sums up. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { testSuites } from './projects.mjs';
import { readResults, summarise } from './test-summary.mjs';

const nx = 'node_modules/nx/dist/bin/nx.js';
const prettier = 'node_modules/prettier/bin/prettier.cjs';
const runMany = ['run-many', '--parallel=2', '--outputStyle=static', '--nxBail=false'];

/** @type {readonly { name: string, words: readonly string[] }[]} */
const checks = [
  { name: 'kernels', words: ['libs/backend-simd/build-kernels.mjs'] },
  { name: 'format', words: [prettier, '--check', '--log-level=warn', '.'] },
  { name: 'project references', words: [nx, 'sync:check'] },
  { name: 'lint and types', words: [nx, ...runMany, '-t', 'lint', 'typecheck'] },
];
const tests = { name: 'tests', words: [nx, ...runMany, '-t', 'test', 'conformance'] };

/**
 * @param {URL} root the workspace's folder
 * @returns {number} the exit status: 0 when everything passed
 */
export function runChecks(root) {
  const failedChecks = checks.filter((check) => !run(check, root)).map(({ name }) => name);
  const suites = testSuites(root);
  // A result left over from another run must not count as one of this run.
  for (const { resultFile } of suites) rmSync(resultFile, { force: true });
  const testsRan = run(tests, root);
  const results = suites.map(({ name, resultFile }) => readResults(name, readIfThere(resultFile)));
  const summary = summarise({ failedChecks, testsRan, results });
  process.stdout.write(`\n${summary.problems.map((line) => `FAILED  ${line}\n`).join('')}${summary.line}\n`);
  return summary.exitCode;
}

/**
 * @param {{ name: string, words: readonly string[] }} check
 * @param {URL} root
 * @returns {boolean} whether it succeeded
 */
function run({ name, words }, root) {
  process.stdout.write(`\n--- ${name}\n`);
  const { status, error } = spawnSync(process.execPath, [...words], {
    cwd: fileURLToPath(root),
    stdio: 'inherit',
    env: { ...process.env, NX_DAEMON: 'false', NX_NO_CLOUD: 'true', NX_TUI: 'false' },
  });
  if (error !== undefined) process.stderr.write(`${name} could not be started: ${error.message}\n`);
  return status === 0;
}

/** @param {URL} file */
function readIfThere(file) {
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}
