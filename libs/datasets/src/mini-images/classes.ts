import { type Coverage, disc, discs, inside, polygon, rectangle } from './coverage.js';

/** A class of the generated set. */
export interface MiniClass {
  readonly name: string;
  readonly group: MiniGroup;
  readonly coverage: Coverage;
}

/** What tells the classes of a group apart; the coarse classes of the set. */
export const MINI_GROUPS = ['shape', 'texture', 'arrangement'] as const;
export type MiniGroup = (typeof MINI_GROUPS)[number];

const shape = (name: string, distance: (x: number, y: number) => number): MiniClass => ({
  name,
  group: 'shape',
  coverage: (x, y) => inside(distance(x, y)),
});

/** A texture is in the place of the figure: everywhere. `wave` is above 0 where the foreground is. */
const texture = (name: string, wave: (x: number, y: number) => number): MiniClass => ({
  name,
  group: 'texture',
  coverage: (x, y) => Math.min(1, Math.max(0, 0.5 + 1.5 * wave(x, y))),
});

const arrangement = (
  name: string,
  centres: readonly (readonly [number, number])[],
  radius = 0.24,
): MiniClass => ({
  name,
  group: 'arrangement',
  coverage: discs(centres, radius),
});

/** `count` points evenly on a circle. */
const around = (count: number, radius: number): [number, number][] =>
  Array.from({ length: count }, (_, i) => {
    const angle = (2 * Math.PI * i) / count - Math.PI / 2;
    return [radius * Math.cos(angle), radius * Math.sin(angle)];
  });

const star = (x: number, y: number): number => {
  const [angle, radius] = [Math.atan2(x, -y), Math.hypot(x, y)];
  const part = (2 * Math.PI) / 5;
  const within = Math.abs(angle - part * Math.round(angle / part));
  return radius - 0.9 + 0.55 * Math.sin(within) * 1.6;
};

const WAVES = 2.2 * Math.PI;

/** Twenty classes: seven by the outline of one figure, seven by what covers the image, six by how equal discs lie. */
export const miniClasses: readonly MiniClass[] = [
  shape('disc', (x, y) => disc(x, y, 0.75)),
  shape('ring', (x, y) => Math.abs(disc(x, y, 0.62)) - 0.18),
  shape('square', (x, y) => rectangle(x, y, 0.66, 0.66)),
  shape('triangle', (x, y) => polygon(x, -y, 3, 0.45)),
  shape('cross', (x, y) => Math.min(rectangle(x, y, 0.85, 0.26), rectangle(x, y, 0.26, 0.85))),
  shape('star', star),
  shape('crescent', (x, y) => Math.max(disc(x, y, 0.8), -disc(x - 0.4, y, 0.66))),
  texture('stripes', (x) => Math.sin(WAVES * x)),
  texture('checks', (x, y) => Math.sin(0.8 * WAVES * x) * Math.sin(0.8 * WAVES * y)),
  texture('dots', (x, y) => Math.cos(WAVES * x) + Math.cos(WAVES * y) - 0.9),
  texture('grid', (x, y) => Math.max(Math.cos(WAVES * x), Math.cos(WAVES * y)) - 0.75),
  texture('circles', (x, y) => Math.sin(1.3 * WAVES * Math.hypot(x, y))),
  texture('waves', (x, y) => Math.sin(WAVES * (x + 0.28 * Math.sin(1.1 * WAVES * y)))),
  texture('rays', (x, y) => Math.sin(7 * Math.atan2(y, x))),
  arrangement('pair', [
    [-0.5, 0],
    [0.5, 0],
  ]),
  arrangement('row of three', [
    [-0.7, 0],
    [0, 0],
    [0.7, 0],
  ]),
  arrangement('triangle of three', around(3, 0.6)),
  arrangement('square of four', around(4, 0.68)),
  arrangement('four and one', [...around(4, 0.75), [0, 0]]),
  arrangement('ring of six', around(6, 0.75), 0.22),
];
