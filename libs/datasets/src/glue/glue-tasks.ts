/** The eight tasks of the paper (WNLI is left out there too). */
export const GLUE_TASKS = ['cola', 'sst-2', 'mrpc', 'sts-b', 'qqp', 'mnli', 'qnli', 'rte'] as const;

export type GlueTaskName = (typeof GLUE_TASKS)[number];

/** What a column is called in the files; a number is its place in a file without a header. */
type Column = string | number;

/** Where the texts and the label of an example stand. */
export interface GlueColumns {
  readonly first: Column;
  readonly second?: Column;
  readonly label?: Column;
  /** What a test example is called in a submission. */
  readonly id?: Column;
  readonly hasHeader: boolean;
}

/** A labelled or unlabelled part of a task; MNLI has two of each kind of evaluation. */
export interface GlueSplit {
  /** `dev`, `dev-mismatched`, ... */
  readonly name: string;
  /** Without `.gz`. */
  readonly file: string;
  readonly columns: GlueColumns;
  /** The file of predictions that is handed in; test sets only. */
  readonly submission?: string;
}

/** One task as its published files have it. Plain data. */
export interface GlueTask {
  readonly name: GlueTaskName;
  /** The folder of its files. */
  readonly folder: string;
  /** Names of the classes in the order of their ids; none for a regression. */
  readonly labels: readonly string[];
  readonly train: GlueSplit;
  readonly dev: readonly GlueSplit[];
  readonly test: readonly GlueSplit[];
  /** Sizes of the published sets. */
  readonly counts: { readonly train: number; readonly dev: readonly number[] };
}

interface Sides {
  readonly labelled: Omit<GlueColumns, 'hasHeader'> & { readonly hasHeader?: boolean };
  readonly test: Omit<GlueColumns, 'hasHeader' | 'id'> & { readonly id?: Column };
}

/** A task with files `train.tsv`, `dev.tsv` and `test.tsv`. */
function oneSet(
  name: GlueTaskName,
  folder: string,
  { labelled, test }: Sides,
  rest: Pick<GlueTask, 'labels' | 'counts'>,
): GlueTask {
  const columns = { hasHeader: true, ...labelled };
  return {
    name,
    folder,
    ...rest,
    train: { name: 'train', file: 'train.tsv', columns },
    dev: [{ name: 'dev', file: 'dev.tsv', columns }],
    test: [
      {
        name: 'test',
        file: 'test.tsv',
        columns: { id: 'index', ...test, hasHeader: true },
        submission: `${folder}.tsv`,
      },
    ],
  };
}

const entailment = ['entailment', 'not_entailment'];

/** A task whose texts have the same names in every file. */
const pair = (first: string, second: string, label: string): Sides => ({
  labelled: { first, second, label },
  test: { first, second },
});

const mnliTexts = { first: 'sentence1', second: 'sentence2', hasHeader: true } as const;
const mnliLabelled = { ...mnliTexts, label: 'gold_label' } as const;

const mnli: GlueTask = {
  name: 'mnli',
  folder: 'MNLI',
  labels: ['contradiction', 'entailment', 'neutral'],
  counts: { train: 392_702, dev: [9815, 9832] },
  train: { name: 'train', file: 'train.tsv', columns: mnliLabelled },
  dev: [
    { name: 'dev', file: 'dev_matched.tsv', columns: mnliLabelled },
    { name: 'dev-mismatched', file: 'dev_mismatched.tsv', columns: mnliLabelled },
  ],
  test: [
    {
      name: 'test',
      file: 'test_matched.tsv',
      columns: { ...mnliTexts, id: 'index' },
      submission: 'MNLI-m.tsv',
    },
    {
      name: 'test-mismatched',
      file: 'test_mismatched.tsv',
      columns: { ...mnliTexts, id: 'index' },
      submission: 'MNLI-mm.tsv',
    },
  ],
};

/** Every task by its name. Class ids are those of the Hugging Face scripts, which the official code uses. */
export const glueTasks: Readonly<Record<GlueTaskName, GlueTask>> = {
  // Its training and development files have no header.
  cola: oneSet(
    'cola',
    'CoLA',
    { labelled: { first: 3, label: 1, hasHeader: false }, test: { first: 'sentence' } },
    { labels: ['0', '1'], counts: { train: 8551, dev: [1043] } },
  ),
  'sst-2': oneSet(
    'sst-2',
    'SST-2',
    { labelled: { first: 'sentence', label: 'label' }, test: { first: 'sentence' } },
    { labels: ['0', '1'], counts: { train: 67_349, dev: [872] } },
  ),
  mrpc: oneSet('mrpc', 'MRPC', pair('#1 String', '#2 String', 'Quality'), {
    labels: ['0', '1'],
    counts: { train: 3668, dev: [408] },
  }),
  'sts-b': oneSet('sts-b', 'STS-B', pair('sentence1', 'sentence2', 'score'), {
    labels: [],
    counts: { train: 5749, dev: [1500] },
  }),
  qqp: oneSet(
    'qqp',
    'QQP',
    {
      labelled: { first: 'question1', second: 'question2', label: 'is_duplicate' },
      test: { first: 'question1', second: 'question2', id: 'id' },
    },
    { labels: ['0', '1'], counts: { train: 363_846, dev: [40_430] } },
  ),
  mnli,
  qnli: oneSet('qnli', 'QNLI', pair('question', 'sentence', 'label'), {
    labels: entailment,
    counts: { train: 104_743, dev: [5463] },
  }),
  rte: oneSet('rte', 'RTE', pair('sentence1', 'sentence2', 'label'), {
    labels: entailment,
    counts: { train: 2490, dev: [277] },
  }),
};

/** Whether the label is a number of its own (STS-B) instead of a class. */
export const isRegression = ({ labels }: GlueTask): boolean => labels.length === 0;
