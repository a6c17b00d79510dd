/**
 * How much of a point belongs to the figure, 0 to 1: a class of pictures as a function of the plane, where the figure fills
 * about the square from -1 to 1.
 */
export type Coverage = (x: number, y: number) => number;

/** Width of an edge that fades, in the units of the plane: about a pixel. */
const EDGE = 0.08;

/** 1 inside (distance below 0), 0 outside, fading over an edge. */
export const inside = (distance: number): number => Math.min(1, Math.max(0, 0.5 - distance / EDGE));

/** Signed distance to a disc around the origin. */
export const disc = (x: number, y: number, radius: number): number => Math.hypot(x, y) - radius;

/** Signed distance (outside roughly) to a rectangle around the origin. */
export const rectangle = (x: number, y: number, halfWidth: number, halfHeight: number): number =>
  Math.max(Math.abs(x) - halfWidth, Math.abs(y) - halfHeight);

/** Signed distance to the regular polygon of `sides` sides whose inner circle has this radius. */
export function polygon(x: number, y: number, sides: number, radius: number): number {
  let distance = -Infinity;
  for (let side = 0; side < sides; side++) {
    const angle = (2 * Math.PI * side) / sides - Math.PI / 2;
    distance = Math.max(distance, x * Math.cos(angle) + y * Math.sin(angle) - radius);
  }
  return distance;
}

/** Several discs of one radius. */
export function discs(centres: readonly (readonly [number, number])[], radius: number): Coverage {
  return (x, y) => inside(Math.min(...centres.map(([cx, cy]) => disc(x - cx, y - cy, radius))));
}
