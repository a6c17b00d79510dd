import { beam } from './beam.js';

/** The cost of a cell outside the beam; the sum of two still fits 32 bits. */
const UNREACHABLE = 1_000_000_000;

/** What one step of an alignment does to the hypothesis. */
export const Step = { match: 0, substitute: 1, delete: 2, insert: 3 } as const;
export type Step = (typeof Step)[keyof typeof Step];

/** Distances from hypotheses of one length to a reference. */
export interface EditDistance {
  /** Makes this the hypothesis that others are compared with; gives its distance and the steps from left to right. */
  setBase(words: Int32Array): { readonly distance: number; readonly steps: readonly Step[] };
  /** The distance of a hypothesis that equals the base before word `from` and from word `to` on; `from` < `to`. */
  distance(words: Int32Array, from: number, to: number): number;
}

/**
 * Levenshtein distance of words (insert, delete and substitute cost 1) within a beam around the diagonal. Of equally cheap
 * steps a match or substitution wins, then a deletion.
 *
 * Of the base, the costs from the start to every cell and from every cell to the end are kept. Another hypothesis then
 * needs only the rows of the words in which it differs: its best path crosses the last of them somewhere.
 *
 * @param reference [M] word numbers
 * @param length N, words of every hypothesis
 */
export function createEditDistance(reference: Int32Array, length: number): EditDistance {
  const columns = reference.length + 1;
  const bands = beam(length, reference.length);
  const before = new Int32Array((length + 1) * columns).fill(UNREACHABLE); // [N + 1, M + 1], from the start
  const after = new Int32Array((length + 1) * columns).fill(UNREACHABLE); // [N + 1, M + 1], to the end
  const rows = [new Int32Array(columns), new Int32Array(columns)] as const;
  for (let column = 0; column < columns; column += 1) before[column] = column;
  for (let column = 0; column < columns; column += 1) {
    after[length * columns + column] = reference.length - column;
  }

  function rowOf(costs: Int32Array, row: number): Int32Array {
    return costs.subarray(row * columns, (row + 1) * columns);
  }

  /** Fills the band of `row`, of a hypothesis whose word before it is `word`, from the row above. */
  function fillForwards(above: Int32Array, own: Int32Array, row: number, word: number): void {
    const { first, end } = bands[row] ?? { first: 0, end: 0 };
    let left = UNREACHABLE;
    let diagonal = first === 0 ? UNREACHABLE : (above[first - 1] ?? UNREACHABLE);
    for (let column = first; column < end; column += 1) {
      const up = above[column] ?? UNREACHABLE;
      const across = diagonal + (reference[column - 1] === word ? 0 : 1);
      left = Math.min(across, up + 1, left + 1, UNREACHABLE);
      own[column] = left;
      diagonal = up;
    }
  }

  /** Fills the band of `row`, of a hypothesis whose word behind it is `word`, from the row below. */
  function fillBackwards(below: Int32Array, own: Int32Array, row: number, word: number): void {
    const { first, end } = bands[row] ?? { first: 0, end: 0 };
    let right = UNREACHABLE;
    let diagonal = below[end] ?? UNREACHABLE;
    for (let column = end - 1; column >= first; column -= 1) {
      const down = below[column] ?? UNREACHABLE;
      const across = diagonal + (reference[column] === word ? 0 : 1);
      right = Math.min(across, down + 1, right + 1, UNREACHABLE);
      own[column] = right;
      diagonal = down;
    }
  }

  function stepsOf(words: Int32Array): Step[] {
    const steps: Step[] = [];
    let row = length;
    let column = reference.length;
    while (row > 0 || column > 0) {
      const step = lastStep(words, row, column);
      steps.push(step);
      if (step !== Step.insert) row -= 1;
      if (step !== Step.delete) column -= 1;
    }
    return steps.reverse();
  }

  /** The step by which the cheapest path reaches a cell. */
  function lastStep(words: Int32Array, row: number, column: number): Step {
    if (row === 0) return Step.insert;
    const cell = row * columns + column;
    const cost = before[cell] ?? UNREACHABLE;
    if (column > 0) {
      const isMatch = words[row - 1] === reference[column - 1];
      const across = (before[cell - columns - 1] ?? UNREACHABLE) + (isMatch ? 0 : 1);
      if (cost === across) return isMatch ? Step.match : Step.substitute;
    }
    return cost === (before[cell - columns] ?? UNREACHABLE) + 1 ? Step.delete : Step.insert;
  }

  return {
    setBase(words) {
      for (let row = 1; row <= length; row += 1) {
        fillForwards(rowOf(before, row - 1), rowOf(before, row), row, words[row - 1] ?? -1);
      }
      for (let row = length - 1; row > 0; row -= 1) {
        fillBackwards(rowOf(after, row + 1), rowOf(after, row), row, words[row] ?? -1);
      }
      return { distance: before[before.length - 1] ?? 0, steps: stepsOf(words) };
    },
    distance(words, from, to) {
      let above = rowOf(before, from);
      for (let row = from + 1; row <= to; row += 1) {
        const own = rows[row % 2 === 0 ? 0 : 1].fill(UNREACHABLE);
        fillForwards(above, own, row, words[row - 1] ?? -1);
        above = own;
      }
      const { first, end } = bands[to] ?? { first: 0, end: 0 };
      const rest = to * columns;
      let cheapest = UNREACHABLE;
      for (let column = first; column < end; column += 1) {
        cheapest = Math.min(cheapest, (above[column] ?? 0) + (after[rest + column] ?? 0));
      }
      return cheapest;
    },
  };
}
