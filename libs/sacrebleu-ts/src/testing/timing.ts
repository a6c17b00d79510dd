import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bleuMetric, chrfMetric, confidenceInterval, corpusScore, pairedTest, terMetric } from '../index.js';
import { drawIndices } from '../random/draws.js';
import { createPcg64, type RandomStream } from '../random/pcg64.js';

/**
 * Times every metric on a made-up test set of the size of WMT's, and writes it as files for other programs:
 * `npx tsx src/testing/timing.ts FOLDER` in this package. Prints processor time, first call and least of five.
 */
const SEGMENTS = 3000;
const REPEATS = 5;

/** A word by its rank, the frequent ones short. */
function wordOf(rank: number): string {
  const syllables = ['ba', 'de', 'ki', 'lo', 'mu', 'na', 'pe', 'ri', 'so', 'tu'];
  return [...String(rank)].map((digit) => syllables[Number(digit)] ?? '').join('');
}

/** Ranks that follow Zipf's law about: the logarithm is what is spread evenly. */
function drawWords(stream: RandomStream, count: number): string[] {
  return Array.from(drawIndices(stream, 2 ** 16, count), (draw) =>
    wordOf(Math.floor(20_000 ** (draw / 2 ** 16))),
  );
}

/** A translation with a fifth of the words changed or lost, and up to two phrases out of place. */
function translated(stream: RandomStream, words: readonly string[]): string[] {
  let result = words.flatMap((word) => {
    const [chance = 0] = drawIndices(stream, 100, 1);
    if (chance < 12) return drawWords(stream, 1);
    return chance < 20 ? [] : [word];
  });
  const [moves = 0] = drawIndices(stream, 3, 1);
  for (let move = 0; move < moves && result.length > 8; move += 1) {
    const [start = 0, target = 0] = drawIndices(stream, result.length - 4, 2);
    const [length = 0] = drawIndices(stream, 4, 1);
    const phrase = result.slice(start, start + length);
    const rest = result.toSpliced(start, length);
    result = rest.toSpliced(target, 0, ...phrase);
  }
  return result;
}

function sentence(words: readonly string[]): string {
  return `${words.map((word, index) => (index % 9 === 8 ? `${word},` : word)).join(' ')}.`;
}

const stream = createPcg64(1);
const texts = { ref: [], hyp: [], hyp2: [] } as Record<'ref' | 'hyp' | 'hyp2', string[]>;
for (let segment = 0; segment < SEGMENTS; segment += 1) {
  const [length = 0] = drawIndices(stream, 45, 1);
  const words = drawWords(stream, 3 + length);
  texts.ref.push(sentence(words));
  texts.hyp.push(sentence(translated(stream, words)));
  texts.hyp2.push(sentence(translated(stream, words)));
}
const folder = process.argv[2];
if (folder !== undefined) {
  mkdirSync(folder, { recursive: true });
  for (const [name, lines] of Object.entries(texts))
    writeFileSync(join(folder, name), `${lines.join('\n')}\n`);
}

function time(name: string, run: () => string): void {
  const times: number[] = [];
  let result = '';
  for (let repeat = 0; repeat < REPEATS; repeat += 1) {
    const before = process.cpuUsage();
    result = run();
    const { user, system } = process.cpuUsage(before);
    times.push(Math.round((user + system) / 1000));
  }
  process.stdout.write(`${name.padEnd(28)} ${times[0]} ms, least ${Math.min(...times)} ms   ${result}\n`);
}

const systems = [
  { name: 'hyp', hypotheses: texts.hyp },
  { name: 'hyp2', hypotheses: texts.hyp2 },
];
for (const metric of [bleuMetric(), chrfMetric(), chrfMetric({ wordOrder: 2 }), terMetric()]) {
  time(metric.name, () => corpusScore(metric, texts.hyp, [texts.ref]).score.toFixed(4));
  time(`${metric.name} --confidence`, () =>
    confidenceInterval(metric, texts.hyp, [texts.ref]).halfWidth.toFixed(4),
  );
  time(`${metric.name} --paired-bs`, () =>
    pValueOf(pairedTest(systems, [texts.ref], [metric], { method: 'bs' })),
  );
  time(`${metric.name} --paired-ar`, () => pValueOf(pairedTest(systems, [texts.ref], [metric])));
}

function pValueOf(test: ReturnType<typeof pairedTest>): string {
  return String(test.systems[1]?.results[0]?.pValue);
}
