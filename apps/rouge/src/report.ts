import { type CorpusRouge, ROUGE_NAMES, type RougeMean } from '@rdrop/metrics';
import { formatFixed } from 'sacrebleu-ts';

const TITLES = { rouge1: 'ROUGE-1', rouge2: 'ROUGE-2', rougeL: 'ROUGE-L', rougeLsum: 'ROUGE-Lsum' };

const percent = (fraction: number): string => formatFixed(100 * fraction, 2).padStart(6);

function row(title: string, { f1, precision, recall, interval }: RougeMean): string {
  const bounds = interval === undefined ? '' : `   ${percent(interval.low.f1)} -${percent(interval.high.f1)}`;
  return `${title.padEnd(12)}${percent(f1)}   ${percent(precision)}   ${percent(recall)}${bounds}\n`;
}

/** The scores as a table of percentages for people. */
export function textReport(scores: CorpusRouge): string {
  const intervals = scores.rouge1.interval === undefined ? '' : '   95 % interval of F1';
  const head = `${''.padEnd(12)}${'F1'.padStart(6)}${'P'.padStart(9)}${'R'.padStart(9)}${intervals}\n`;
  const rows = ROUGE_NAMES.map((name) => row(TITLES[name], scores[name]));
  return `${head}${rows.join('')}${scores.pairs} pairs; ${scores.signature}\n`;
}

/** The scores as one JSON object, in fractions. */
export function jsonReport(scores: CorpusRouge): string {
  return `${JSON.stringify(scores, undefined, 2)}\n`;
}
