/** Runs TensorFlow.js' own conformance suite on one backend: see README.md, or --help. */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { defineSpecs, runSpecs } from '../../../tools/conformance/run-specs.mjs';
import { bundleSuite } from './bundle.mjs';
import { isExcluded, SPECS_ON_CPU } from './specs.mjs';

const USAGE = `node conformance/run.mjs [options]

  --backend NAME   simd (default), or cpu, the stock backend
  --threads N      default: one a core
  --blas WHICH     auto (default), off, or the path of a library
  --need-blas      run nothing where no BLAS is found
  --variant NAME   strict, relaxed or wide; default: the fastest
  --filter TEXT    only specs with this in their full name
  --small-slices   cut all work into slices that can be, and send all products to the BLAS (see small-slices.mjs)
  --bundle FILE    use this bundle instead of making one
  --json FILE      leave the outcome there, in the form of one file in Vitest's JSON report
`;

const options = /** @type {const} */ ({
  backend: { type: 'string', default: 'simd' },
  threads: { type: 'string' },
  blas: { type: 'string' },
  'need-blas': { type: 'boolean', default: false },
  variant: { type: 'string' },
  filter: { type: 'string', default: '' },
  'small-slices': { type: 'boolean', default: false },
  bundle: { type: 'string' },
  json: { type: 'string' },
  help: { type: 'boolean', default: false },
});

function nameOf(backend) {
  if (backend === undefined) return 'cpu';
  const threads = backend.threads === 1 ? '1 thread' : `${backend.threads} threads`;
  return `simd (${backend.variant}, ${threads}, ${backend.blas ?? 'no BLAS'})`;
}

const count = (results, status) => results.filter((result) => result.status === status).length;

/** What is wrong with the run although no spec says so. */
function shortfall(results, filter) {
  const ran = count(results, 'passed') + count(results, 'failed');
  if (filter !== '') return ran > 0 ? undefined : `no spec has '${filter}' in its full name`;
  return ran === SPECS_ON_CPU
    ? undefined
    : `expected ${SPECS_ON_CPU} specs to run, as on the stock cpu backend, and ${ran} did`;
}

/** Prints the outcome, and leaves it in a file if asked to. */
function report(name, { results, seconds = 0, file }) {
  const failed = results.filter(({ status }) => status === 'failed');
  for (const { fullName, failureMessages } of failed) {
    const reasons = failureMessages.map((message) => `        ${message}\n`).join('');
    process.stdout.write(`FAILED  ${fullName}\n${reasons}`);
  }
  const counts = `${count(results, 'passed')} passed, ${failed.length} failed, ${count(results, 'pending')} skipped`;
  process.stdout.write(`${name}: ${counts} (${seconds.toFixed(1)} s)\n`);
  const status = failed.length === 0 ? 'passed' : 'failed';
  const assertionResults = results.map((result) => ({ ...result, fullName: `${name}: ${result.fullName}` }));
  if (file !== undefined) writeFileSync(file, JSON.stringify({ name, status, assertionResults }));
  process.exitCode = failed.length === 0 ? 0 : 1;
}

async function main() {
  const { values } = parseArgs({ options });
  const { blas, variant, filter, json: file } = values;
  if (values.help) return void process.stdout.write(USAGE);
  if (values.backend !== 'simd' && values.backend !== 'cpu') {
    throw new Error(`--backend: expected simd or cpu, got '${values.backend}'`);
  }
  const bundle = values.bundle ?? (await bundleSuite({ smallSlices: values['small-slices'] }));
  const threads = values.threads === undefined ? undefined : Number(values.threads);
  const backend = await defineSpecs(bundle, values.backend, { threads, blas, variant });
  const name = nameOf(backend);
  if (values['need-blas'] && backend?.blas === undefined) {
    const skipped = { fullName: 'all specs, with a BLAS', status: 'pending', failureMessages: [] };
    return void report('simd (no system BLAS found: skipped)', { results: [skipped], file });
  }
  const { results, seconds } = await runSpecs(filter, isExcluded);
  const problem = shortfall(results, filter);
  if (problem !== undefined) {
    results.push({ fullName: 'the suite as a whole', status: 'failed', failureMessages: [problem] });
  }
  report(name, { results, seconds, file });
}

main().catch((error) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
