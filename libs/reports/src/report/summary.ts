import {
  comparisonLabel,
  mainMeasures,
  type Comparison,
  type MeasureComparison,
} from '../results/comparisons.js';
import { formatNumber, formatSigned } from '../results/format-values.js';
import { significanceText } from '../results/paper-tables.js';
import { SIGNIFICANT } from '../results/significance.js';
import { createTable, type Table } from '../table/table.js';

/** Whether R-Drop helps, by how much, and on what. */
export interface Summary {
  /** The answer in a sentence or two. */
  readonly text: string;
  /** A row for each comparison that has both sides, by its main measure. */
  readonly table: Table;
}

interface Judged {
  readonly comparison: Comparison;
  readonly measure: MeasureComparison;
  /** How far R-Drop is ahead, in the measure's unit; negative where it is behind. */
  readonly gain: number;
  readonly isSignificant: boolean;
}

/** Sums up comparisons. Each counts once, by its main measure, whatever its scale. */
export function summaryOf(all: readonly Comparison[]): Summary {
  const judged = all.flatMap((comparison) => judge(comparison));
  return { text: textOf(judged), table: tableOf(judged) };
}

function judge(comparison: Comparison): Judged[] {
  const measure = mainMeasures(comparison).find(({ difference }) => difference !== undefined);
  if (measure?.difference === undefined) return [];
  const { significance, difference } = measure;
  return [
    {
      comparison,
      measure,
      gain: measure.higherIsBetter ? difference : -difference,
      isSignificant: significance.test !== 'none' && significance.pValue < SIGNIFICANT,
    },
  ];
}

function textOf(judged: readonly Judged[]): string {
  if (judged.length === 0) return 'No training has been finished both with and without R-Drop.';
  const count = (is: (each: Judged) => boolean): number => judged.filter(is).length;
  const tasks = new Set(judged.map(({ comparison }) => comparison.task)).size;
  const better = count(({ gain }) => gain > 0);
  const [surelyBetter, surelyWorse] = [
    count(({ gain, isSignificant }) => isSignificant && gain > 0),
    count(({ gain, isSignificant }) => isSignificant && gain < 0),
  ];
  const untested = count(({ measure }) => measure.significance.test === 'none');
  const trainings = plural(judged.length, 'training');
  return [
    `R-Drop scores better than its baseline in ${better} of ${trainings} (${plural(tasks, 'task')}),`,
    `in ${surelyBetter} of them significantly (p < ${SIGNIFICANT}), and significantly worse in ${surelyWorse}.`,
    ...(untested === 0 ? [] : [`${plural(untested, 'training')} with one seed cannot be tested.`]),
  ].join(' ');
}

function plural(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}

function tableOf(judged: readonly Judged[]): Table {
  const number = (value: number | undefined): string =>
    value === undefined ? '–' : formatNumber(value, Math.abs(value) < 1 ? 4 : 2);
  return createTable({
    title: 'Does R-Drop help?',
    columns: [
      { header: 'training', align: 'left' },
      { header: 'scale', align: 'left' },
      { header: 'measure', align: 'left' },
      { header: 'baseline', align: 'right' },
      { header: 'R-Drop', align: 'right' },
      { header: 'difference', align: 'right' },
      { header: 'R-Drop is', align: 'left' },
      { header: 'significance', align: 'left' },
    ],
    rows: judged.map(({ comparison, measure, gain, isSignificant }) => [
      `${comparison.task}, ${comparisonLabel(comparison)}`,
      comparison.scale,
      `${measure.measure.name}, ${measure.measure.set}`,
      number(measure.baseline?.mean),
      number(measure.rdrop?.mean),
      formatSigned(measure.difference ?? 0, Math.abs(measure.rdrop?.mean ?? 1) < 1 ? 4 : 2),
      verdict(gain, isSignificant),
      significanceText(measure),
    ]),
    notes: ['Differences of one scale say nothing about another: only rows of scale paper repeat the paper.'],
  });
}

function verdict(gain: number, isSignificant: boolean): string {
  if (gain === 0) return 'equal';
  const word = gain > 0 ? 'better' : 'worse';
  return isSignificant ? `${word}, significantly` : word;
}
