/**
 * What preparing a large corpus costs: `node apps/translation/bench/prepare-large.mjs --pairs 2000000`. Writes a corpus,
 * prepares it by the ordinary command with the settings of WMT14 En-De, and prints one line of JSON: pairs per second, and
 * the peak of resident memory of the process with all its threads (Linux).
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { writeLargeCorpus } from './write-large-corpus.mjs';

const { values } = parseArgs({
  options: {
    pairs: { type: 'string', default: '2000000' },
    merges: { type: 'string', default: '32000' },
    folder: { type: 'string' },
  },
});
const pairs = Number(values.pairs);
const folder = values.folder ?? (await mkdtemp(join(tmpdir(), 'rdrop-large-')));
const raw = join(folder, `raw-${pairs}`);
if (!existsSync(raw)) await writeLargeCorpus(raw, pairs);
await rm(join(folder, 'cache'), { recursive: true, force: true });

const settings = {
  'data.corpus': 'local',
  'data.name': 'large',
  'data.tokenizer': 'moses',
  'data.lowercase': false,
  'data.clean': JSON.stringify({ ratio: 9, minimum: 1, maximum: 80 }),
  'data.bpeMerges': values.merges,
  'data.maxSymbols': 32768,
};
const words = ['translation', 'prepare', '--experiment', 'multi30k-de-en-baseline', '--from', raw];
words.push('--data', join(folder, 'cache'));
for (const [name, value] of Object.entries(settings)) words.push('--set', `${name}=${value}`);
const program = fileURLToPath(new URL('../../../tools/rdrop-cli/bin/rdrop.mjs', import.meta.url));
const start = performance.now();
const child = spawn(process.execPath, [program, ...words], { stdio: ['ignore', 'ignore', 'inherit'] });
let peak = 0;
const poll = setInterval(async () => {
  const status = await readFile(`/proc/${child.pid}/status`, 'utf8').catch(() => '');
  peak = Math.max(peak, Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? 0));
}, 200);
const code = await new Promise((resolve) => child.once('close', resolve));
clearInterval(poll);
const seconds = (performance.now() - start) / 1000;
const bytes = (await stat(join(raw, 'train.de'))).size + (await stat(join(raw, 'train.en'))).size;
const result = {
  pairs,
  rawMegabytes: Math.round(bytes / 1e6),
  cores: availableParallelism(),
  node: process.version,
  seconds: Math.round(seconds),
  pairsPerSecond: Math.round(pairs / seconds),
  peakMegabytes: Math.round(peak / 1000),
};
process.stdout.write(`${JSON.stringify(result)}\n`);
if (values.folder === undefined) await rm(folder, { recursive: true, force: true });
process.exitCode = code ?? 1;
