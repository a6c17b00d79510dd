import {
  checkpointChoice,
  inputLines,
  loadRunCheckpoint,
  type TaskCommand,
  type TaskContext,
  UsageError,
} from '@rdrop/experiment';
import type { Hypothesis } from '@rdrop/nn';
import { type DecodingSettings, searchTranslations, toTokens } from './evaluation/translate.js';
import type { TranslationExperiment } from './experiment-schema.js';
import { createModel } from './model.js';
import { preparedCorpusOf } from './prepare.js';
import { detokenizer } from './text/detokenizer.js';
import { cutSource, MAX_SOURCE, sourceEncoder } from './text/source-encoder.js';
import { readTranslateOptions, translateOptions, type TranslateRequest } from './translate-options.js';

/** Lines read before any of them is translated: enough for batches of equal lengths. */
const BUFFERED_LINES = 1000;

/** A line of `--n-best`: number of the input line and rank from 1, log-probability / length^lenpen, translation. */
function rankedLine(number: number, rank: number, score: number, text: string): string {
  return `${number}\t${rank}\t${score.toFixed(4)}\t${text}\n`;
}

/** The experiment's search with what the command line says otherwise. */
function decodingOf(
  { evaluation }: TranslationExperiment,
  { beam, lengthPenalty, nBest }: TranslateRequest,
  targetVocabulary: number,
): DecodingSettings {
  const decoding = {
    ...evaluation,
    beam: beam ?? evaluation.beam,
    lengthPenalty: lengthPenalty ?? evaluation.lengthPenalty,
  };
  if (decoding.beam >= targetVocabulary) {
    throw new UsageError(
      `a beam of ${decoding.beam} needs more symbols than the ${targetVocabulary} of the dictionary`,
    );
  }
  if (nBest !== undefined && nBest > decoding.beam) {
    throw new UsageError(
      `--n-best ${nBest} needs a beam at least as wide, it is ${decoding.beam}; add --beam ${nBest}`,
    );
  }
  return decoding;
}

/** Groups of at most `size`, in order; the last may be smaller. */
async function* inGroups<T>(items: AsyncIterable<T>, size: number): AsyncGenerator<T[], void, undefined> {
  let group: T[] = [];
  for await (const item of items) {
    group.push(item);
    if (group.length < size) continue;
    yield group;
    group = [];
  }
  if (group.length > 0) yield group;
}

/**
 * Translates standard input, a line of output for every line of input and in its order: with `--n-best`, up to N lines.
 * A line without a word is not translated and comes back empty, with score 0.
 */
async function translateInput(
  context: TaskContext<TranslationExperiment>,
  values: Readonly<Record<string, string | boolean>>,
): Promise<void> {
  const request = readTranslateOptions(values);
  const { experiment, seed, log, output, signal } = context;
  const { data } = experiment;
  const corpus = await preparedCorpusOf(context);
  const decoding = decodingOf(experiment, request, corpus.targetDictionary.size);
  await context.startEngine();
  const model = createModel(experiment, corpus, seed);
  try {
    const checkpoint = await loadRunCheckpoint(
      context.out,
      model.parameters.entries(),
      checkpointChoice(experiment.evaluation.checkpoint, experiment.training.keepCheckpoints),
    );
    log.info(
      `translating with ${checkpoint}, beam ${decoding.beam}, length penalty ${decoding.lengthPenalty}`,
    );
    const encode = sourceEncoder(corpus, data, request.form);
    const sourceOf = (line: string, lineNumber: number): Int32Array => {
      const ids = encode(line);
      // The cost of attention grows with the square: one stray line would hold up all others for hours.
      if (ids.length > MAX_SOURCE)
        log.warn(
          `line ${lineNumber} has ${ids.length} symbols; the first ${MAX_SOURCE} of them are translated`,
        );
      return cutSource(ids);
    };
    const detokenize = request.form === 'pieces' ? (line: string) => line : detokenizer(data.target);
    const textOf = ({ tokens }: Hypothesis): string =>
      toTokens([tokens], corpus.targetDictionary).map(detokenize).join('');
    const print = (number: number, hypotheses: readonly Hypothesis[]): void => {
      const { nBest } = request;
      const [best] = hypotheses;
      if (nBest === undefined) output.write(`${best === undefined ? '' : textOf(best)}\n`);
      else if (best === undefined) output.write(rankedLine(number, 1, 0, ''));
      else
        for (const [at, hypothesis] of hypotheses.slice(0, nBest).entries())
          output.write(rankedLine(number, at + 1, hypothesis.score, textOf(hypothesis)));
    };

    const input = context.openInput();
    const size = request.buffer ?? (input.isTTY === true ? 1 : BUFFERED_LINES);
    let number = 0;
    for await (const lines of inGroups(inputLines(input), size)) {
      const before = number;
      const sources = lines.map((line, at) => sourceOf(line, before + at + 1));
      // What holds more than the end symbol.
      const filled = [...sources.keys()].filter((at) => (sources[at]?.length ?? 0) > 1);
      const found = await searchTranslations(
        model,
        filled.flatMap((at) => sources[at] ?? []),
        { decoding, maxTokens: request.maxTokens, signal },
      );
      const hypotheses = new Map(filled.map((at, position) => [at, found[position] ?? []]));
      for (const at of lines.keys()) {
        number += 1;
        print(number, hypotheses.get(at) ?? []);
      }
    }
  } finally {
    model.dispose();
  }
}

/** `rdrop translation translate`: standard input to standard output with a trained run. */
export const translateCommand: TaskCommand<TranslationExperiment> = {
  summary: 'translate standard input, line by line, with a trained run',
  runFolder: 'existing',
  options: translateOptions,
  examples: [
    '--experiment <experiment> < text.de > text.en',
    '--out ./my-run --n-best 5 --beam 10 --lenpen 0.6 < text.de',
  ],
  run: translateInput,
};
