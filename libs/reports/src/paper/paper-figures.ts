/** A curve of the paper as [x, y] pairs. */
export type PaperCurve = readonly (readonly [number, number])[];

/**
 * What the paper's figures show, read off their pictures: BLEU within 0.1, losses within 0.05, updates within 2,000. All of
 * IWSLT14 De→En, BLEU of the development set. The unit of the training losses is unclear in the paper; they are left out.
 */
export const paperCurves = {
  /** Figure 2: development BLEU against updates. */
  bleuByUpdates: {
    baseline: [
      [10_000, 31.7],
      [20_000, 34.6],
      [30_000, 35.2],
      [50_000, 35.1],
      [75_000, 34.9],
      [100_000, 34.8],
      [150_000, 34.4],
      [200_000, 34.4],
      [250_000, 34.1],
      [295_000, 33.9],
    ],
    rdrop: [
      [10_000, 30.4],
      [20_000, 33.9],
      [30_000, 35],
      [50_000, 36.1],
      [75_000, 36.7],
      [100_000, 37],
      [150_000, 37.2],
      [200_000, 37.4],
      [250_000, 37.5],
      [295_000, 37.4],
    ],
  },
  /** Figure 2: development loss against updates. */
  lossByUpdates: {
    baseline: [
      [20_000, 3.95],
      [30_000, 3.94],
      [50_000, 4],
      [75_000, 4.05],
      [100_000, 4.1],
      [150_000, 4.2],
      [200_000, 4.25],
      [250_000, 4.3],
      [295_000, 4.3],
    ],
    rdrop: [
      [10_000, 4.26],
      [20_000, 3.93],
      [30_000, 3.8],
      [50_000, 3.75],
      [75_000, 3.7],
      [100_000, 3.7],
      [150_000, 3.7],
      [200_000, 3.7],
      [250_000, 3.7],
      [295_000, 3.7],
    ],
  },
  /** Figure 2: development BLEU against minutes. */
  bleuByMinutes: {
    baseline: [
      [30, 34.3],
      [50, 35.1],
      [75, 35.3],
      [100, 35],
      [150, 34.9],
      [200, 34.6],
      [250, 34.5],
      [300, 34.4],
      [400, 34.2],
      [490, 34],
    ],
    rdrop: [
      [30, 31.8],
      [50, 34],
      [75, 35],
      [100, 35.8],
      [150, 36.1],
      [200, 36.7],
      [250, 37],
      [300, 37.1],
      [400, 37.2],
      [490, 37.4],
    ],
  },
} as const satisfies Record<string, Record<'baseline' | 'rdrop', PaperCurve>>;

const UPDATES = [20_000, 50_000, 100_000, 150_000, 200_000, 250_000, 294_000];
const MINUTES = [40, 60, 100, 150, 200, 300, 400, 490];

const against = (xs: readonly number[], ys: readonly number[]): PaperCurve =>
  xs.map((x, index) => [x, ys[index] ?? NaN]);

/** Figure 3: development BLEU with R-Drop on every k-th update. */
export const paperEveryK: readonly {
  readonly k: number;
  readonly byUpdates: PaperCurve;
  readonly byMinutes: PaperCurve;
}[] = [
  {
    k: 1,
    byUpdates: against(UPDATES, [34, 36.1, 36.9, 37.15, 37.4, 37.35, 37.4]),
    byMinutes: against(MINUTES, [33.3, 34.6, 35.7, 36.1, 36.6, 37.25, 37.2, 37.3]),
  },
  {
    k: 2,
    byUpdates: against(UPDATES, [34.3, 36.2, 36.75, 36.8, 37.1, 37.2, 37.05]),
    byMinutes: against(MINUTES, [33.6, 34.7, 35.9, 36.4, 36.8, 37.1, 37.05, 37]),
  },
  {
    k: 5,
    byUpdates: against(UPDATES, [34.6, 35.9, 36.2, 36.1, 36.15, 36.05, 36]),
    byMinutes: against(MINUTES, [34.2, 35, 35.8, 36, 36.2, 36.3, 36.05, 36.2]),
  },
  {
    k: 10,
    byUpdates: against(UPDATES, [34.7, 35.8, 35.75, 35.45, 35.45, 35.3, 35.2]),
    byMinutes: against(MINUTES, [34.5, 35.3, 35.75, 35.5, 35.75, 35.6, 35.6, 35.2]),
  },
];

/** Test BLEU by passes, from the paper's text; one pass is the baseline. */
export const paperPasses: PaperCurve = [
  [1, 34.64],
  [2, 37.25],
  [3, 37.3],
];

/** Test BLEU by the two passes' dropout rates: the cells that the paper's text names, the rest of the grid is a picture. */
export const paperRates: readonly { readonly rates: readonly [number, number]; readonly bleu: number }[] = [
  { rates: [0.3, 0.3], bleu: 37.25 },
  { rates: [0.5, 0.5], bleu: 36.48 },
];
