import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DataError, describeSystemError } from '../data-error.js';
import {
  type GlueSplit,
  GLUE_TASKS,
  type GlueTask,
  type GlueTaskName,
  glueTasks,
  isRegression,
} from '../glue/glue-tasks.js';
import { Random } from '../random.js';
import { writeLines } from '../text-files/write-lines.js';
import { questionAnswer, threeWayEntailment, twoWayEntailment } from './entailment.js';
import type { MiniExample, MiniGenerator } from './example.js';
import { paraphrase, questionPairs, similarity } from './sentence-pairs.js';
import { acceptability, sentiment } from './single-sentences.js';

const generators: Readonly<Record<GlueTaskName, MiniGenerator>> = {
  cola: acceptability,
  'sst-2': sentiment,
  mrpc: paraphrase,
  'sts-b': similarity,
  qqp: questionPairs,
  mnli: threeWayEntailment,
  qnli: questionAnswer,
  rte: twoWayEntailment,
};

export interface MiniGlueOptions {
  /** Default 2000. */
  readonly train?: number;
  /** Examples of each development and test set. Default 400. */
  readonly held?: number;
  /** Default 1. */
  readonly seed?: number;
}

/** Examples by the name of their split. */
export type MiniGlue = Readonly<Record<string, readonly MiniExample[]>>;

/**
 * Generates a task: a function of its name and the seed. No example is in two splits, and none twice in one.
 *
 * @throws RangeError when the task has not so many different examples
 */
export function generateMiniGlue(name: GlueTaskName, options: MiniGlueOptions = {}): MiniGlue {
  const { train = 2000, held = 400, seed = 1 } = options;
  const task = glueTasks[name];
  const random = new Random(seed * GLUE_TASKS.length + GLUE_TASKS.indexOf(name));
  const seen = new Set<string>();
  const draw = (count: number): MiniExample[] => {
    const examples: MiniExample[] = [];
    for (let tries = 0; examples.length < count; tries += 1) {
      if (tries > 100 * (count + 100))
        throw new RangeError(`generateMiniGlue: ${name} has not ${count} more examples`);
      const example = generators[name](random);
      const key = `${example.first}\t${example.second ?? ''}`;
      if (seen.has(key)) continue;
      seen.add(key);
      examples.push(example);
    }
    return examples;
  };
  const splits: Record<string, readonly MiniExample[]> = {};
  // Evaluation first: however many training examples are asked for, it stays the same.
  for (const { name: split } of [...task.dev, ...task.test]) splits[split] = draw(held);
  splits['train'] = draw(train);
  return splits;
}

/** Every column of the published files by its name; what is not known of a generated example is filled in. */
function cell(task: GlueTask, column: string, example: MiniExample, at: number): string {
  const label = isRegression(task) ? example.label.toFixed(3) : (task.labels[example.label] ?? '');
  const { first, second = '' } = example;
  const cells: Readonly<Record<string, string>> = {
    index: String(at),
    id: String(at),
    sentence1: first,
    sentence2: second,
    question1: first,
    question2: second,
    '#1 String': first,
    '#2 String': second,
    question: first,
    sentence: second === '' ? first : second,
    label,
    gold_label: label,
    Quality: label,
    is_duplicate: label,
    score: label,
    '#1 ID': String(2 * at),
    '#2 ID': String(2 * at + 1),
    qid1: String(2 * at),
    qid2: String(2 * at + 1),
  };
  return cells[column] ?? 'none';
}

/** The headers of the published files. */
const HEADERS: Readonly<Record<GlueTaskName, { readonly labelled: string; readonly test: string }>> = {
  cola: { labelled: '', test: 'index sentence' },
  'sst-2': { labelled: 'sentence label', test: 'index sentence' },
  mrpc: {
    labelled: 'Quality|#1 ID|#2 ID|#1 String|#2 String',
    test: 'index|#1 ID|#2 ID|#1 String|#2 String',
  },
  'sts-b': {
    labelled: 'index genre filename year old_index source1 source2 sentence1 sentence2 score',
    test: 'index genre filename year old_index source1 source2 sentence1 sentence2',
  },
  qqp: { labelled: 'id qid1 qid2 question1 question2 is_duplicate', test: 'id question1 question2' },
  mnli: {
    labelled:
      'index promptID pairID genre sentence1_binary_parse sentence2_binary_parse sentence1_parse sentence2_parse sentence1 sentence2 label1 gold_label',
    test: 'index promptID pairID genre sentence1_binary_parse sentence2_binary_parse sentence1_parse sentence2_parse sentence1 sentence2',
  },
  qnli: { labelled: 'index question sentence label', test: 'index question sentence' },
  rte: { labelled: 'index sentence1 sentence2 label', test: 'index sentence1 sentence2' },
};

function fileLines(task: GlueTask, split: GlueSplit, examples: readonly MiniExample[]): string[] {
  const isTest = split.submission !== undefined;
  if (!split.columns.hasHeader) {
    return examples.map(({ first, label }) => `mini\t${label}\t${label === 0 ? '*' : ''}\t${first}`);
  }
  const header = HEADERS[task.name][isTest ? 'test' : 'labelled'];
  const columns = header.split(header.includes('|') ? '|' : ' ');
  return [
    columns.join('\t'),
    ...examples.map((example, at) => columns.map((column) => cell(task, column, example, at)).join('\t')),
  ];
}

/** Generates one task and writes it into `<folder>/<task's folder>` in the very form of the published files. */
export async function writeMiniGlue(
  folder: string,
  name: GlueTaskName,
  options: MiniGlueOptions = {},
): Promise<void> {
  const task = glueTasks[name];
  const into = join(folder, task.folder);
  const splits = generateMiniGlue(name, options);
  try {
    await mkdir(into, { recursive: true });
  } catch (error) {
    throw new DataError(`Cannot make the folder ${into}: ${describeSystemError(error)}.`, { cause: error });
  }
  for (const split of [task.train, ...task.dev, ...task.test]) {
    await writeLines(join(into, split.file), fileLines(task, split, splits[split.name] ?? []));
  }
}
