/** Runs TensorFlow.js' own conformance suite on this backend or the stock one: see README.md, or --help. */
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { bundleSuite } from '../../../tools/conformance/bundle.mjs';
import { defineSpecs, runSpecs } from '../../../tools/conformance/run-specs.mjs';
import { mayFail, SPECS } from './specs.mjs';

const USAGE = `node conformance/run.mjs [options]

  --stock          the stock WebGPU backend, on the same GPU
  --filter TEXT    only specs with this in their full name
  --all            also show failures that are accepted (see specs.mjs)
`;

const options = /** @type {const} */ ({
  stock: { type: 'boolean', default: false },
  filter: { type: 'string', default: '' },
  all: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
});

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

async function main() {
  const { values } = parseArgs({ options });
  if (values.help) return void process.stdout.write(USAGE);
  const bundle = here('dist/suite.cjs');
  await bundleSuite({ entry: here('suite.mjs'), outfile: bundle, project: here('..') });
  const name = values.stock ? 'webgpu' : 'rdrop-webgpu';
  const adapter = await defineSpecs(bundle, name);
  const { results, seconds } = await runSpecs(values.filter, () => false);
  const failed = results.filter(({ status }) => status === 'failed');
  const serious = failed.filter(({ fullName }) => !mayFail(fullName));
  for (const { fullName, failureMessages } of values.all ? failed : serious) {
    process.stdout.write(
      `FAILED  ${fullName}\n${failureMessages.map((text) => `        ${text}\n`).join('')}`,
    );
  }
  const passed = results.filter(({ status }) => status === 'passed').length;
  const accepted = failed.length - serious.length;
  const counts = `${passed} passed, ${serious.length} failed, ${accepted} failed as expected`;
  process.stdout.write(`${name} (${adapter.name}): ${counts} (${seconds.toFixed(1)} s)\n`);
  const ran = passed + failed.length;
  if (values.filter === '' && ran !== SPECS) {
    process.stdout.write(`expected ${SPECS} specs to run, and ${ran} did\n`);
    process.exitCode = 1;
  }
  if (serious.length > 0) process.exitCode = 1;
}

main().catch((error) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
