import { type CorpusRouge, rouge, type RougeName, type RougeOptions } from '@rdrop/metrics';
import { type PaperReference, paperReference, type RunMetric } from '@rdrop/reports';
import type { SummarizationExperiment } from '../experiment-schema.js';
import { lead } from './lead.js';

/** What is recorded, and the column of the paper's table; the paper's ROUGE-L is that of whole summaries. */
const SCORES: readonly { readonly name: RougeName; readonly title: string; readonly column: string }[] = [
  { name: 'rouge1', title: 'ROUGE-1', column: 'R-1' },
  { name: 'rouge2', title: 'ROUGE-2', column: 'R-2' },
  { name: 'rougeLsum', title: 'ROUGE-L', column: 'R-L' },
];

/** Ways of scoring: as the R-Drop code does (files2rouge on raw text), and as BART's recipe does (Treebank words first). */
const READINGS: readonly RougeOptions[] = [
  { sentences: 'period', tokenisation: 'none', samples: 0 },
  { sentences: 'period', tokenisation: 'penn', samples: 0 },
];

/** F1 in percent, as tables print it. */
function metricsOf(scores: CorpusRouge, suffix: string): RunMetric[] {
  return SCORES.map(({ name, title }) => ({
    name: `${title}${suffix}`,
    set: 'test',
    value: 100 * scores[name].f1,
    signature: `${scores.signature}|measure:f1`,
  }));
}

/** The paper's number beside a score, where the experiment is the paper's: by the scoring of the paper's own code. */
function papersOf({ paper }: SummarizationExperiment): readonly (PaperReference | undefined)[] {
  if (paper === undefined) return SCORES.map(() => undefined);
  const { table, row } = paper;
  return SCORES.map(({ column }) => paperReference({ table, row, column }));
}

/** ROUGE of generated summaries under every signature, and of the first one and three sentences of the documents. */
export function testScores(
  experiment: SummarizationExperiment,
  texts: {
    readonly summaries: readonly string[];
    readonly references: readonly string[];
    readonly documents: readonly string[];
  },
): RunMetric[] {
  const { summaries, references, documents } = texts;
  const papers = papersOf(experiment);
  return READINGS.flatMap((reading, at) => {
    const own = metricsOf(rouge(summaries, references, reading), '').map((metric, i) => {
      const paper = at === 0 ? papers[i] : undefined;
      return paper === undefined ? metric : { ...metric, paper };
    });
    const leads = [1, 3].flatMap((count) => {
      const first = documents.map((document) => lead(document, count));
      return metricsOf(rouge(first, references, reading), ` (lead-${count})`);
    });
    return [...own, ...leads];
  });
}
