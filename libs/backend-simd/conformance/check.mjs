/**
 * The suite on every configuration of the backend, after the stock backend as the yardstick. Leaves dist/results.json
 * in the form of Vitest's JSON report, where `npm test` counts the specs; the yardstick's are not counted.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { bundleSuite } from './bundle.mjs';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const resultsFile = here('dist/results.json');

/** What is asked for may differ from machine to machine only where it says so: the BLAS, and the fastest variant. */
const CONFIGURATIONS = [
  { words: '--variant strict --threads 1 --blas off', smallSlices: false },
  { words: '--threads 2 --blas off', smallSlices: true },
  { words: '--threads 2 --blas auto --need-blas', smallSlices: true },
];

/** Runs one configuration in a process of its own; its output is shown when it fails, else only its last line. */
function run(words, bundle) {
  const file = here(`dist/outcome-${process.pid}.json`);
  const { status, stdout, stderr, error } = spawnSync(
    process.execPath,
    [here('run.mjs'), ...words.split(' '), '--bundle', bundle, '--json', file],
    { encoding: 'utf8', maxBuffer: 2 ** 26 },
  );
  if (error !== undefined) throw error;
  process.stdout.write(status === 0 ? `${stdout.trim().split('\n').at(-1)}\n` : `${stdout}${stderr}`);
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    const failure = { fullName: `conformance ${words}`, status: 'failed', failureMessages: [stderr] };
    return { name: words, status: 'failed', assertionResults: [failure] };
  } finally {
    rmSync(file, { force: true });
  }
}

rmSync(resultsFile, { force: true });
const plain = await bundleSuite({ smallSlices: false });
const sliced = await bundleSuite({ smallSlices: true });
const yardstick = run('--backend cpu', plain);
const outcomes = CONFIGURATIONS.map(({ words, smallSlices }) => run(words, smallSlices ? sliced : plain));
const failed = [yardstick, ...outcomes].filter(({ status }) => status === 'failed');
const testResults = yardstick.status === 'failed' ? [yardstick, ...outcomes] : outcomes;
writeFileSync(resultsFile, JSON.stringify({ success: failed.length === 0, testResults }));
process.exitCode = failed.length === 0 ? 0 : 1;
