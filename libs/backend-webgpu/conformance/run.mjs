/** Runs TensorFlow.js' own conformance suite on this backend or the stock one: see README.md, or --help. */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { bundleSuite } from '../../../tools/conformance/bundle.mjs';
import { defineSpecs, runSpecs } from '../../../tools/conformance/run-specs.mjs';
import { mayFail, SPECS } from './specs.mjs';

const USAGE = `node conformance/run.mjs [options]

  --stock          the stock WebGPU backend, on the same GPU
  --filter TEXT    only specs with this in their full name
  --all            also show failures that are accepted (see specs.mjs)
  --compare        also run the stock backend: what fails here must fail there
  --names          print the names of what fails, and nothing else
`;

const options = /** @type {const} */ ({
  stock: { type: 'boolean', default: false },
  filter: { type: 'string', default: '' },
  all: { type: 'boolean', default: false },
  compare: { type: 'boolean', default: false },
  names: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
});

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

/** The name of a spec without that of its backend. */
const plainName = (fullName) => fullName.replace(/ (?:rdrop-)?webgpu \{[^}]*\} /, ' ');

/** What fails on the stock backend, in a process of its own. */
async function stockFailures(filter) {
  const words = [fileURLToPath(import.meta.url), '--stock', '--names', '--filter', filter];
  const child = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'inherit'] });
  const names = new Set();
  for await (const line of createInterface({ input: child.stdout })) names.add(line);
  return names;
}

async function main() {
  const { values } = parseArgs({ options });
  if (values.help) return void process.stdout.write(USAGE);
  const bundle = here('dist/suite.cjs');
  await bundleSuite({ entry: here('suite.mjs'), outfile: bundle, project: here('..') });
  const name = values.stock ? 'webgpu' : 'rdrop-webgpu';
  const adapter = await defineSpecs(bundle, name);
  const { results, seconds } = await runSpecs(values.filter, () => false);
  const failed = results.filter(({ status }) => status === 'failed');
  if (values.names) {
    for (const { fullName } of failed) process.stdout.write(`${plainName(fullName)}\n`);
    return;
  }
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
  if (!values.compare) return;
  const onStock = await stockFailures(values.filter);
  const ownAlone = failed.map(({ fullName }) => plainName(fullName)).filter((name) => !onStock.has(name));
  for (const name of ownAlone) process.stdout.write(`FAILED HERE ALONE  ${name}\n`);
  process.stdout.write(
    `${ownAlone.length} specs fail here alone, of ${failed.length}; stock: ${onStock.size}\n`,
  );
  if (ownAlone.length > 0) process.exitCode = 1;
}

main().catch((error) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
