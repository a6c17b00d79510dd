import { readFileSync } from 'node:fs';
import type { RougeName } from '../rouge/rouge-pair.js';

interface FairseqScore {
  readonly bleu: number;
  readonly text: string;
}

export interface GoldenCorpus {
  readonly hypotheses: string[];
  readonly references: string[][];
  readonly multi_bleu: string;
  readonly multi_bleu_lc: string;
  readonly compound_split_hypotheses: string[];
  readonly compound_split_references: string[][];
  readonly multi_bleu_after_compound_split: string;
  readonly fairseq_score?: FairseqScore;
  readonly fairseq_score_after_compound_split?: FairseqScore;
}

interface NonAscii {
  readonly rows: readonly { line: string; lowercasedWords: string[]; compoundSplit: string }[];
}

const corpora: Readonly<Record<string, GoldenCorpus>> = read('bleu.json');
const nonAscii: NonAscii = read('non-ascii.json');

/** The golden corpora with their names. */
export const goldenCorpora = Object.entries(corpora).map(([name, corpus]) => ({ name, ...corpus }));

/** Lines beyond ASCII and what Perl makes of them. */
export const perlRows = nonAscii.rows;

/** The golden files are this library's own, so their form is taken on trust. */
function read<T>(file: string): T {
  return JSON.parse(readFileSync(new URL(`./golden/${file}`, import.meta.url), 'utf8'));
}

interface GlueGolden {
  readonly classification: readonly {
    readonly predictions: number[];
    readonly labels: number[];
    readonly accuracy: number;
    readonly matthews: number;
    /** Of two classes only. */
    readonly f1?: number;
  }[];
  /** null stands for NaN. */
  readonly correlation: readonly {
    readonly predictions: number[];
    readonly labels: number[];
    readonly pearson: number | null;
    readonly spearman: number | null;
  }[];
}

/** What scikit-learn and scipy make of predictions and labels. */
export const glueGolden: GlueGolden = read('glue.json');

type Triple = readonly [precision: number, recall: number, f1: number];

interface GoldenRouge {
  /** `word stem` */
  readonly stems: readonly string[];
  readonly pairs: readonly {
    readonly reference: string;
    readonly hypothesis: string;
    readonly stemmed: Readonly<Record<RougeName, Triple>>;
    readonly plain: Readonly<Record<RougeName, Triple>>;
  }[];
}

export const goldenRouge: GoldenRouge = read('rouge.json');

/** Lines and how NLTK writes them in Treebank words. */
export const goldenPennLines: readonly (readonly [line: string, expected: string])[] =
  read('penn-words.json');
