/** A point of a curve, with what to say about it when it is pointed at. */
export interface FigurePoint {
  readonly x: number;
  readonly y: number;
  /** Standard deviation over seeds, drawn as a bar. */
  readonly spread?: number | undefined;
}

/** A curve of a panel. */
export interface Series {
  readonly name: string;
  /** Which colour, symbol and dash pattern of the palette; the same meaning has the same one in every figure. */
  readonly style: number;
  /** From the paper: drawn with open symbols. */
  readonly isPaper?: boolean;
  /** Whether points are joined; default true. */
  readonly joined?: boolean;
  readonly points: readonly FigurePoint[];
}

/** Curves over one pair of axes. */
export interface CurvePanel {
  readonly kind: 'curves';
  readonly title: string;
  readonly xLabel: string;
  readonly yLabel: string;
  readonly series: readonly Series[];
}

/** Numbers on a grid of two settings. */
export interface GridPanel {
  readonly kind: 'grid';
  readonly title: string;
  readonly xLabel: string;
  readonly yLabel: string;
  readonly cells: readonly { readonly x: string; readonly y: string; readonly value: number }[];
}

export type Panel = CurvePanel | GridPanel;

/** Panels that belong together under one heading. */
export interface Figure {
  /** In kebab case: names the files and the place in the page. */
  readonly id: string;
  readonly title: string;
  readonly caption: string;
  readonly panels: readonly Panel[];
}

/** The palette's places for what is in every figure. */
export const STYLE = { rdrop: 0, baseline: 1 } as const;

/** A number as a point says it: whole ones with thousands apart, others with four significant digits at most. */
export function pointNumber(value: number): string {
  if (Number.isInteger(value)) return value.toLocaleString('en-US');
  return Number(value.toPrecision(4)).toLocaleString('en-US', { maximumFractionDigits: 6 });
}

/** What a point says: `R-Drop: updates 2,500, BLEU 52.75 ± 1.32`. */
export function pointText({ xLabel, yLabel }: Panel, { name }: Series, point: FigurePoint): string {
  const spread = point.spread === undefined ? '' : ` ± ${pointNumber(point.spread)}`;
  return `${name}: ${xLabel} ${pointNumber(point.x)}, ${yLabel} ${pointNumber(point.y)}${spread}`;
}
