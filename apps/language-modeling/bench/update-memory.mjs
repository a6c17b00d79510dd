/**
 * What the vocabulary of WikiText-103 costs an update: `node apps/language-modeling/bench/update-memory.mjs`. Writes a text
 * of 267,733 distinct words, whose dictionary is as large as the paper's, trains a narrow model of the paper's kinds on it for one
 * update with R-Drop, at the paper's micro-batch, and prints a line of JSON for each: the peak of resident memory of the
 * process with all its threads (Linux) beside what all logits and their gradient would take.
 */
import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: {
    dim: { type: 'string', default: '128' },
    threads: { type: 'string', default: '2' },
    experiment: { type: 'string', multiple: true, default: ['transformer', 'adaptive'] },
  },
});
const WORDS = 267_733;
const program = fileURLToPath(new URL('../../../tools/rdrop-cli/bin/rdrop.mjs', import.meta.url));
const folder = await mkdtemp(join(tmpdir(), 'rdrop-vocabulary-'));
const raw = join(folder, 'raw');
await mkdir(raw);
const lines = Array.from({ length: Math.ceil(WORDS / 100) }, (_, line) =>
  Array.from({ length: Math.min(100, WORDS - 100 * line) }, (_, at) => `w${100 * line + at}`).join(' '),
);
await writeFile(join(raw, 'wiki.train.tokens'), lines.map((line) => ` ${line} \n`).join(''));
for (const name of ['valid', 'test']) await writeFile(join(raw, `wiki.${name}.tokens`), ` ${lines[0]} \n`);

/** Runs a command line; gives the greatest resident size of its process in bytes. */
async function peakOf(words) {
  const child = spawn(process.execPath, [program, ...words], { stdio: ['ignore', 'ignore', 'inherit'] });
  let peak = 0;
  const poll = setInterval(async () => {
    const status = await readFile(`/proc/${child.pid}/status`, 'utf8').catch(() => '');
    peak = Math.max(peak, 1024 * Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? 0));
  }, 100);
  const code = await new Promise((resolve) => child.once('close', resolve));
  clearInterval(poll);
  if (code !== 0) throw new Error(`rdrop ${words.join(' ')} ended with status ${code}`);
  return peak;
}

const dim = Number(values.dim);
for (const name of values.experiment) {
  const settings = {
    ...{ 'data.corpus': 'local', 'data.name': 'vocabulary' },
    ...{ 'model.dim': dim, 'model.ffnDim': 4 * dim, 'model.heads': 4, 'model.layers': 2 },
    ...{ 'training.accumulate': 1, 'training.maxUpdates': 1, 'training.validateEvery': 2 },
  };
  const words = ['language-modeling', 'train', '--experiment', `wikitext-103-${name}-rdrop`];
  words.push('--from', raw, '--data', join(folder, 'cache'), '--out', join(folder, name));
  words.push('--engine', 'simd', '--threads', values.threads);
  for (const [setting, value] of Object.entries(settings)) words.push('--set', `${setting}=${value}`);
  const peak = await peakOf(words);
  const { training } = JSON.parse(await readFile(join(folder, name, 'config.json'), 'utf8')).settings;
  const tokens = 2 * training.rows * training.block;
  const result = {
    experiment: `wikitext-103-${name}-rdrop`,
    dim,
    vocabulary: 267_744,
    tokensOfBothPasses: tokens,
    allLogitsMegabytes: Math.round((4 * tokens * 267_744) / 1e6),
    withGradientMegabytes: Math.round((8 * tokens * 267_744) / 1e6),
    peakMegabytes: Math.round(peak / 1e6),
  };
  process.stdout.write(`${JSON.stringify(result)}\n`);
}
await rm(folder, { recursive: true, force: true });
