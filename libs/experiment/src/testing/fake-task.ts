import { paperReference } from '@rdrop/reports';
import { z } from 'zod';
import { experimentHeader, type Task, type TaskContext } from '../index.js';

export const fakeSchema = z.strictObject({
  ...experimentHeader.shape,
  model: z.strictObject({
    dim: z.int().min(1),
    dropout: z.number().min(0).lt(1),
    activation: z.enum(['relu', 'gelu']),
    share: z.boolean(),
  }),
  betas: z.tuple([z.number(), z.number()]).readonly(),
  schedule: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('inverse-sqrt'), warmup: z.int() }),
    z.strictObject({ kind: z.literal('polynomial'), power: z.number() }),
  ]),
  maxUpdates: z.int().positive(),
  clip: z.number().nullable(),
  name: z.string(),
  limit: z.union([z.number(), z.literal('all')]),
  label: z.union([z.string(), z.number()]),
  patience: z.int().optional(),
  weights: z.record(z.string(), z.number()),
  layers: z.array(z.int()),
});
export type FakeExperiment = z.infer<typeof fakeSchema>;

const baseline: FakeExperiment = {
  title: 'Made-up data, baseline',
  scale: 'mini',
  method: 'baseline',
  paper: paperReference({ table: 1, row: 'Transformer', column: 'De→En' }),
  model: { dim: 256, dropout: 0.3, activation: 'relu', share: true },
  betas: [0.9, 0.98],
  schedule: { kind: 'inverse-sqrt', warmup: 4000 },
  maxUpdates: 40,
  clip: null,
  name: 'plain text',
  limit: 'all',
  label: '12',
  patience: 3,
  weights: { kl: 0.5 },
  layers: [1, 2],
};

export const fakeExperiments: { readonly baseline: FakeExperiment; readonly 'r-drop': FakeExperiment } = {
  baseline,
  'r-drop': {
    ...baseline,
    title: 'Made-up data, R-Drop',
    method: 'r-drop',
    paper: undefined,
    patience: undefined,
  },
};

/** A task that computes nothing and keeps the contexts it was called with. */
export interface FakeTask extends Task<FakeExperiment> {
  readonly calls: {
    readonly verb: string;
    readonly context: TaskContext<FakeExperiment>;
    readonly values?: unknown;
  }[];
}

export function fakeTask(overrides: Partial<Task<FakeExperiment>> = {}): FakeTask {
  const calls: { verb: string; context: TaskContext<FakeExperiment>; values?: unknown }[] = [];
  const record = (verb: string) => async (context: TaskContext<FakeExperiment>) =>
    void calls.push({ verb, context });
  return {
    name: 'fake',
    summary: 'A task for tests.',
    schema: fakeSchema,
    experiments: fakeExperiments,
    prepare: record('prepare'),
    describe: async (context) => {
      await record('describe')(context);
      return { sections: [{ title: 'data', rows: [['sentences', 12345]] }] };
    },
    train: record('train'),
    evaluate: record('evaluate'),
    report: record('report'),
    commands: {
      translate: {
        summary: 'translate a file',
        runFolder: 'existing',
        options: [
          { name: 'input-file', value: 'FILE', summary: 'text to translate', required: true },
          { name: 'scores', summary: 'print scores' },
        ],
        examples: ['--experiment <experiment> --input-file text.de'],
        run: async (context, values) => void calls.push({ verb: 'translate', context, values }),
      },
    },
    ...overrides,
    calls,
  };
}
