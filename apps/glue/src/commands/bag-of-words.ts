import { type GlueTask, glueTasks, isRegression } from '@rdrop/datasets';
import type { TaskCommand } from '@rdrop/experiment';
import type { EncodedSplit } from '../data/prepared-set.js';
import { glueScores, mainScore, predictionsOf } from '../evaluation/scores.js';
import type { GlueExperiment } from '../experiment-schema.js';
import { preparedSetOf } from '../prepare.js';

/** Passes over the training set, and the step of the first of them. */
const EPOCHS = 60;
const RATE = 0.5;
const DECAY = 1e-4;

/** Which words an example has, as feature numbers: those of the first text, then those of the second. */
function features(split: EncodedSplit, index: number, vocabularySize: number): number[] {
  const { tokens, firstTokens } = split.read(index);
  const found = new Set<number>();
  tokens.forEach((token, at) => found.add(at < firstTokens ? token : vocabularySize + token));
  return [...found];
}

const scoresOf = (weights: readonly Float64Array[], words: readonly number[]): number[] =>
  weights.map((row) => words.reduce((sum, word) => sum + (row[word] ?? 0), 0) / Math.sqrt(words.length));

/** What the outputs should have been less what they were; the gradient of log-likelihood or squared error. */
function errors(outputs: readonly number[], label: number, regression: boolean): number[] {
  if (regression) return [label - (outputs[0] ?? 0)];
  const most = Math.max(...outputs);
  const exponents = outputs.map((output) => Math.exp(output - most));
  const total = exponents.reduce((sum, value) => sum + value, 0);
  return exponents.map((value, at) => (at === label ? 1 : 0) - value / total);
}

/**
 * What a list of words alone can do: a linear classifier (or regression) of which words either text has, blind to their
 * order and to what two words mean together.
 *
 * @returns predictions for the development set
 */
export function bagOfWordsPredictions(
  task: GlueTask,
  { train, dev }: { readonly train: EncodedSplit; readonly dev: EncodedSplit },
  vocabularySize: number,
): Float64Array {
  const regression = isRegression(task);
  const weights = Array.from(
    { length: regression ? 1 : task.labels.length },
    () => new Float64Array(2 * vocabularySize),
  );
  const examples = (train.labels ?? []).map((label, index) => ({
    label,
    words: features(train, index, vocabularySize),
  }));
  for (let epoch = 0; epoch < EPOCHS; epoch++) {
    const rate = (regression ? 0.1 : 1) * RATE * (1 - epoch / EPOCHS);
    for (const { label, words } of examples) {
      const wrong = errors(scoresOf(weights, words), label, regression);
      const scale = rate / Math.sqrt(words.length);
      weights.forEach((row, output) => {
        for (const word of words) {
          row[word] = (row[word] ?? 0) * (1 - rate * DECAY) + scale * (wrong[output] ?? 0);
        }
      });
    }
  }
  const outputs = Array.from({ length: dev.lengths.length }, (_, index) =>
    scoresOf(weights, features(dev, index, vocabularySize)),
  );
  return predictionsOf(task, outputs.flat());
}

/** The command: prints the score beside which that of a model has to be seen. */
export const bagOfWordsCommand: TaskCommand<GlueExperiment> = {
  summary: 'score a linear model of the words alone, blind to their order, on the development set',
  runFolder: 'none',
  examples: ['--experiment <experiment>'],
  async run(context) {
    const task = glueTasks[context.experiment.data.task];
    const prepared = await preparedSetOf(context);
    const [train, dev] = [await prepared.split('train'), await prepared.split('dev')];
    try {
      const predictions = bagOfWordsPredictions(task, { train, dev }, prepared.info.vocabularySize);
      const scores = glueScores(task, predictions, dev.labels ?? []);
      const labels = dev.labels ?? [];
      const common = task.labels.map(
        (_, id) => labels.filter((label) => label === id).length / labels.length,
      );
      context.result({
        task: task.folder,
        model: 'bag of words',
        selects: mainScore(task.name),
        ...scores,
        ...(isRegression(task) ? {} : { mostFrequentClass: 100 * Math.max(...common) }),
      });
    } finally {
      train.close();
      dev.close();
    }
  },
};
