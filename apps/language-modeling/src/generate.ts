import {
  type CommandOption,
  loadRunCheckpoint,
  type TaskCommand,
  type TaskContext,
  UsageError,
} from '@rdrop/experiment';
import { type LanguageModel, LanguageModelDecoder, sampleWord, type SamplingOptions } from '@rdrop/nn';
import { deriveKey, randomUniform } from '@rdrop/ops';
import { BOS_ID, type Dictionary, dictionaryWords, EOS_ID, PAD_ID, UNK_ID } from '@rdrop/text';
import type { LanguageModelingExperiment } from './experiment-schema.js';
import { createModel } from './model.js';
import { preparedTextOf } from './prepare.js';

const options: readonly CommandOption[] = [
  {
    name: 'prompt',
    value: 'TEXT',
    summary: 'how the text begins, words divided by spaces (default: a new line)',
  },
  { name: 'words', value: 'N', summary: 'words to write (default: 100)' },
  {
    name: 'temperature',
    value: 'X',
    summary: 'below 1 bolder, above 1 wilder, 0 always the most probable word (default: 1)',
  },
  { name: 'top-k', value: 'N', summary: 'only the N most probable words (default: all)' },
  {
    name: 'top-p',
    value: 'X',
    summary: 'only the most probable words of together this probability (default: 1)',
  },
  {
    name: 'sample',
    value: 'N',
    summary: 'number of the sample: the same number gives the same text (default: 1)',
  },
  { name: 'raw', summary: 'print tokens as they are, not joined at @-@, @,@ and @.@' },
];

/** The options of `generate`, read. */
export interface GenerateRequest {
  readonly prompt: string;
  readonly words: number;
  readonly sampling: SamplingOptions;
  readonly sample: number;
  readonly raw: boolean;
}

/** @throws UsageError for a value that is not a number in its range. */
export function readGenerateOptions(values: Readonly<Record<string, string | boolean>>): GenerateRequest {
  const number = (name: string, expected: string, fits: (value: number) => boolean): number | undefined => {
    const text = values[name];
    if (typeof text !== 'string') return undefined;
    const value = /^(\d+\.?\d*|\.\d+)$/.test(text) ? Number(text) : NaN;
    if (fits(value)) return value;
    throw new UsageError(`option '--${name}' expects ${expected}, got '${text}'`);
  };
  const whole = (value: number) => Number.isInteger(value) && value >= 1;
  const topK = number('top-k', 'a whole number from 1', whole);
  const topP = number('top-p', 'a number above 0 and at most 1', (value) => value > 0 && value <= 1);
  return {
    prompt: typeof values['prompt'] === 'string' ? values['prompt'] : '',
    words: number('words', 'a whole number from 1', whole) ?? 100,
    sampling: {
      temperature: number('temperature', 'a number from 0', (value) => value >= 0) ?? 1,
      ...(topK === undefined ? {} : { topK }),
      ...(topP === undefined ? {} : { topP }),
    },
    sample: number('sample', 'a whole number from 1', whole) ?? 1,
    raw: values['raw'] === true,
  };
}

/** WikiText sets hyphens, commas and points inside of words apart: `@-@`. */
export const joinMarks = (text: string): string => text.replace(/ @([-,.])@ /g, '$1');

/** What cannot be read by a person is never drawn. */
const EXCLUDED = [BOS_ID, PAD_ID, UNK_ID];

/**
 * Words that a model writes after others, one after the other. It has learned no longer text than a block: when one is
 * full, it begins anew with the last half of it.
 */
export async function* generateWords(
  model: LanguageModel,
  prompt: readonly number[],
  request: Pick<GenerateRequest, 'words' | 'sampling' | 'sample'> & { readonly block: number },
): AsyncGenerator<number, void, undefined> {
  const { words, sampling, sample, block } = request;
  const written = [EOS_ID, ...prompt];
  const decoder = new LanguageModelDecoder(model);
  const random = randomUniform(deriveKey(sample, 0, 'generate'), words, 0, 1);
  try {
    for (let drawn = 0; drawn < words; drawn++) {
      if (decoder.length >= block) decoder.reset();
      const unread = decoder.length === 0 ? written.slice(-Math.ceil(block / 2)) : written.slice(-1);
      let logs: Float32Array | undefined;
      for (const word of unread) {
        const distribution = decoder.step(Int32Array.of(word));
        logs = Float32Array.from(await distribution.data());
        distribution.dispose();
      }
      const word = sampleWord(logs ?? [], random[drawn] ?? 0, { ...sampling, excluded: EXCLUDED });
      written.push(word);
      yield word;
    }
  } finally {
    decoder.dispose();
  }
}

/** The ids of a prompt, and which of its words the dictionary lacks. */
export function encodePrompt(prompt: string, dictionary: Dictionary): { ids: number[]; unknown: string[] } {
  const words = dictionaryWords(prompt);
  return {
    ids: words.map((word) => dictionary.idOf(word)),
    unknown: words.filter((word) => !dictionary.has(word)),
  };
}

async function generate(
  context: TaskContext<LanguageModelingExperiment>,
  values: Readonly<Record<string, string | boolean>>,
): Promise<void> {
  const request = readGenerateOptions(values);
  const { experiment, out, seed, log, output, signal } = context;
  const { info, dictionary } = await preparedTextOf(context);
  await context.startEngine();
  const model = createModel(experiment, info.vocabulary, seed);
  try {
    const { checkpoint: which } = experiment.evaluation;
    log.info(`writing with ${await loadRunCheckpoint(out, model.parameters.entries(), { which })}`);
    const { ids, unknown } = encodePrompt(request.prompt, dictionary);
    if (unknown.length > 0) log.warn(`not in the dictionary, read as <unk>: ${unknown.join(', ')}`);
    const show = request.raw ? (text: string) => text : joinMarks;
    let line = request.prompt.trim();
    const block = experiment.training.block;
    for await (const word of generateWords(model, ids, { ...request, block })) {
      signal.throwIfAborted();
      if (word !== EOS_ID) line += `${line === '' ? '' : ' '}${dictionary.symbolOf(word)}`;
      else {
        output.write(`${show(line)}\n`);
        line = '';
      }
    }
    if (line !== '') output.write(`${show(line)}\n`);
  } finally {
    model.dispose();
  }
}

/** `rdrop language-modeling generate`: what a trained model says. */
export const generateCommand: TaskCommand<LanguageModelingExperiment> = {
  summary: 'write text with a trained run',
  runFolder: 'existing',
  options,
  examples: [
    "--experiment <experiment> --prompt 'The river was'",
    '--out ./my-run --words 200 --temperature 0.8 --top-p 0.9 --sample 3',
  ],
  run: generate,
};
