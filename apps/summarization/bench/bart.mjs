/**
 * What BART costs, with random weights and documents, on the simd engine. Prints one line of JSON.
 *
 *   node --import ./tools/rdrop-cli/bin/register.mjs apps/summarization/bench/bart.mjs --generate --documents 8 --source 256
 *   node --import ./tools/rdrop-cli/bin/register.mjs apps/summarization/bench/bart.mjs --step --recompute --source 1024
 *
 * `--generate`: summaries per second by beam search of 4 with at least 55 tokens. `--step`: an R-Drop step (two passes of
 * every document), seconds and the peak of resident memory of the process (Linux).
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { rDropStep, repeatBatch } from '@rdrop/core';
import { startEngine } from '@rdrop/engine';
import { bartLarge, createBart, searchAll } from '@rdrop/nn';
import { deriveKey, randomUniform } from '@rdrop/ops';
import * as tf from '@tensorflow/tfjs';

const SIZES = {
  mini: { dim: 256, ffnDim: 1024, heads: 4, encoderLayers: 6, decoderLayers: 6, vocabulary: 8000 },
  base: { dim: 768, ffnDim: 3072, heads: 12, encoderLayers: 6, decoderLayers: 6 },
  large: {},
};

const { values } = parseArgs({
  options: {
    generate: { type: 'boolean', default: false },
    step: { type: 'boolean', default: false },
    recompute: { type: 'boolean', default: false },
    size: { type: 'string', default: 'mini' },
    documents: { type: 'string', default: '2' },
    source: { type: 'string', default: '512' },
    target: { type: 'string', default: '64' },
    threads: { type: 'string' },
  },
});
const [documents, source, target] = [values.documents, values.source, values.target].map(Number);
const config = { ...bartLarge(), ...SIZES[values.size] };
const engine = await startEngine(
  'simd',
  values.threads === undefined ? {} : { threads: Number(values.threads) },
);
const model = createBart(config, 1, { recompute: values.recompute });

const randomRow = (name, length) =>
  Int32Array.from(randomUniform(deriveKey(1, 0, name), length, 4, config.vocabulary - 1), (id, i) =>
    i === 0 ? 0 : i === length - 1 ? 2 : Math.floor(id),
  );
const rows = (name, length) => Array.from({ length: documents }, (_, i) => randomRow(`${name}${i}`, length));
const matrix = (list) =>
  tf.tensor2d(
    list.flatMap((row) => [...row]),
    [list.length, list[0].length],
    'int32',
  );

async function generate() {
  const beam = {
    rules: 'huggingface',
    beamSize: 4,
    lengthPenalty: 2,
    minLength: 55,
    maxLengthB: 140,
    noRepeatNgramSize: 3,
    earlyStopping: true,
    firstToken: 0,
  };
  const found = await searchAll(model, rows('document', source), { beam, batchSentences: 32 });
  return { tokens: found.reduce((sum, [best]) => sum + best.tokens.length, 0) };
}

async function step() {
  const run = rDropStep(
    ({ documents: read, previous }, { passes, dropout }) => ({
      states: model.states(repeatBatch(read, passes), repeatBatch(previous, passes), dropout),
      projection: model.projection(),
    }),
    { alpha: 0.7, seed: 1, labelSmoothing: 0.1, scaling: 'sum' },
  );
  const batch = {
    inputs: { documents: matrix(rows('document', source)), previous: matrix(rows('previous', target)) },
    labels: matrix(rows('label', target)),
    count: documents * target,
  };
  const { value, grads } = tf.variableGrads(() => run(batch, { update: 0 }).loss);
  const [loss] = await value.data();
  const norm = tf.tidy(() => tf.sqrt(tf.addN(Object.values(grads).map((grad) => tf.sum(tf.square(grad))))));
  const [gradientNorm] = await norm.data();
  return { loss, gradientNorm };
}

const started = performance.now();
const result = await (values.generate ? generate() : step());
const seconds = (performance.now() - started) / 1000;
const peak = /VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'));
const processor = process.cpuUsage();
console.log(
  JSON.stringify({
    what: values.generate ? 'generate' : 'step',
    size: values.size,
    parameters: model.trainableSize,
    documents,
    source,
    ...(values.generate ? {} : { target, recompute: values.recompute }),
    seconds: Number(seconds.toFixed(2)),
    cpuSeconds: Number(((processor.user + processor.system) / 1e6).toFixed(2)),
    ...(values.generate ? { perSecond: Number((documents / seconds).toFixed(3)) } : {}),
    peakMiB: peak === null ? null : Math.round(Number(peak[1]) / 1024),
    threads: engine.threads,
    ...result,
  }),
);
