/** A cell of one of the paper's tables. */
export interface PaperCell {
  readonly table: number;
  readonly row: string;
  readonly column: string;
}

/** One of the paper's results tables, as printed. */
export interface PaperTable {
  /** Its number in the paper (NeurIPS 2021 edition). */
  readonly number: number;
  /** The task it belongs to. */
  readonly task: string;
  readonly title: string;
  /** What the numbers are: `BLEU`, `accuracy %`. */
  readonly unit: string;
  /** Whether a larger number is the better one. */
  readonly higherIsBetter: boolean;
  readonly columns: readonly string[];
  /** Cells that another table has too: a run that answers to that one answers to this. */
  readonly sameAs?: readonly { readonly row: string; readonly column: string; readonly cell: PaperCell }[];
  readonly rows: readonly { readonly name: string; readonly values: readonly number[] }[];
}

/**
 * The numbers of Tables 1 to 7 of "R-Drop: Regularized Dropout for Neural Networks" (Liang et al., NeurIPS 2021). Single
 * numbers: the paper gives no spread. Table 3's printed BERT-base average is 82.85 although its row averages 82.89.
 */
export const paperTables: readonly PaperTable[] = [
  {
    number: 1,
    task: 'translation',
    title: 'IWSLT translation',
    unit: 'BLEU',
    higherIsBetter: true,
    columns: ['En→De', 'De→En', 'En→Fr', 'Fr→En', 'En→Zh', 'Zh→En', 'En→Es', 'Es→En', 'Avg'],
    rows: [
      { name: 'Transformer', values: [28.57, 34.64, 35.9, 36.1, 26.3, 18.4, 39.0, 40.6, 32.44] },
      { name: 'Transformer + R-Drop', values: [30.72, 37.25, 38.0, 38.9, 28.1, 19.5, 41.8, 43.2, 34.68] },
    ],
  },
  {
    number: 2,
    task: 'translation',
    title: 'WMT14 translation',
    unit: 'BLEU',
    higherIsBetter: true,
    columns: ['En→De', 'En→Fr'],
    rows: [
      { name: 'Transformer', values: [29.12, 42.69] },
      { name: 'MUSE', values: [29.9, 43.5] },
      { name: 'Depth Growing', values: [30.07, 43.27] },
      { name: 'Transformer-Admin', values: [30.1, 43.8] },
      { name: 'Data Diversification', values: [30.7, 43.7] },
      { name: 'BERT-fused NMT', values: [30.75, 43.78] },
      { name: 'Transformer + R-Drop', values: [30.91, 43.95] },
    ],
  },
  {
    number: 3,
    task: 'glue',
    title: 'GLUE development sets',
    unit: 'accuracy %, STS-B Pearson, CoLA Matthews',
    higherIsBetter: true,
    columns: ['MNLI', 'MRPC', 'QNLI', 'QQP', 'RTE', 'SST-2', 'STS-B', 'CoLA', 'Avg'],
    rows: [
      { name: 'BERT-base', values: [83.8, 85.3, 90.8, 91.0, 68.2, 92.4, 89.3, 62.3, 82.85] },
      { name: 'BERT-base + R-Drop', values: [85.5, 87.3, 92.0, 91.4, 71.1, 93.0, 89.6, 62.6, 84.06] },
      { name: 'RoBERTa-large', values: [90.2, 90.9, 94.7, 92.2, 86.6, 96.4, 92.4, 68.0, 88.93] },
      { name: 'XLNet-large', values: [90.8, 90.8, 94.9, 92.3, 85.9, 97.0, 92.5, 69.0, 89.15] },
      { name: 'ELECTRA-large', values: [90.9, 90.8, 95.0, 92.4, 88.0, 96.9, 92.6, 69.1, 89.46] },
      { name: 'RoBERTa-large + R-Drop', values: [90.9, 91.4, 95.2, 92.5, 88.4, 96.9, 92.5, 70.0, 89.73] },
    ],
  },
  {
    number: 4,
    task: 'summarization',
    title: 'CNN/Daily Mail summarization',
    unit: 'ROUGE F1',
    higherIsBetter: true,
    columns: ['R-1', 'R-2', 'R-L'],
    rows: [
      { name: 'Transformer', values: [39.5, 16.06, 36.63] },
      { name: 'ProphetNet', values: [44.02, 21.17, 41.3] },
      { name: 'BART', values: [44.16, 21.28, 40.9] },
      { name: 'PEGASUS', values: [44.17, 21.47, 41.11] },
      { name: 'BART + R3F', values: [44.38, 21.53, 41.17] },
      { name: 'BART + R-Drop', values: [44.51, 21.58, 41.24] },
    ],
  },
  {
    number: 5,
    task: 'language-modeling',
    title: 'WikiText-103 language modelling',
    unit: 'perplexity',
    higherIsBetter: false,
    columns: ['valid', 'test'],
    rows: [
      { name: 'Transformer', values: [25.76, 26.62] },
      { name: 'Transformer + R-Drop', values: [23.97, 24.94] },
      { name: 'Adaptive Input', values: [18.94, 18.87] },
      { name: 'Adaptive Input + R-Drop', values: [18.18, 18.07] },
    ],
  },
  {
    number: 6,
    task: 'image-classification',
    title: 'Image classification',
    unit: 'accuracy %',
    higherIsBetter: true,
    columns: ['CIFAR-100', 'ImageNet'],
    rows: [
      { name: 'ViT-B/16', values: [92.64, 83.97] },
      { name: 'ViT-B/16 + R-Drop', values: [93.29, 84.38] },
      { name: 'ViT-L/16', values: [93.44, 85.15] },
      { name: 'ViT-L/16 + R-Drop', values: [93.85, 85.57] },
    ],
  },
  {
    number: 7,
    task: 'translation',
    title: 'Weight alpha on IWSLT14 De→En',
    unit: 'BLEU',
    higherIsBetter: true,
    columns: ['1', '3', '5', '7', '10'],
    sameAs: [
      {
        row: 'Transformer + R-Drop',
        column: '5',
        cell: { table: 1, row: 'Transformer + R-Drop', column: 'De→En' },
      },
    ],
    rows: [{ name: 'Transformer + R-Drop', values: [36.05, 36.85, 37.25, 37.2, 36.95] }],
  },
];
