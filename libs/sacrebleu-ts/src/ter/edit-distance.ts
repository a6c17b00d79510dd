/** Cells this far from the diagonal and further are not looked at (tercom's beam). */
const BEAM_WIDTH = 25;

/** The cost of a cell outside the beam; adding to it stays a whole number of 32 bits. */
const UNREACHABLE = 1_000_000_000;

/** What one step of an alignment does to the hypothesis. */
export const Step = { match: 0, substitute: 1, delete: 2, insert: 3 } as const;
export type Step = (typeof Step)[keyof typeof Step];

/** Distances from hypotheses of one length to a reference. */
export interface EditDistance {
  /** Makes this the hypothesis that others are compared with; gives its distance and the steps from left to right. */
  setBase(words: Int32Array): { readonly distance: number; readonly steps: readonly Step[] };
  /**
   * The distance of a hypothesis that equals the base before `from` and from `to` on.
   */
  distance(words: Int32Array, from: number, to: number): number;
}

/**
 * Levenshtein distance of words (insert, delete and substitute cost 1) within a beam around the diagonal that leads from
 * corner to corner. Of equally cheap steps a match or substitution wins, then a deletion.
 *
 * The rows of the base are kept: another hypothesis needs only the rows that differ, and not even all of those, as rows
 * that are all higher or lower by the same amount stay so over equal words.
 *
 * @param reference [M] word numbers
 * @param length N, words of every hypothesis
 */
export function createEditDistance(reference: Int32Array, length: number): EditDistance {
  const columns = reference.length + 1;
  const bands = beam(length, reference.length);
  const costs = new Int32Array((length + 1) * columns); // [N + 1, M + 1]
  const taken = new Uint8Array(costs.length);
  const rows = [new Int32Array(columns), new Int32Array(columns)] as const;
  for (let column = 0; column < columns; column += 1) {
    costs[column] = column;
    taken[column] = Step.insert;
  }

  /** Fills row `row` of costs, of a hypothesis whose word before it is `word`, from the row above. */
  function fillRow(above: Int32Array, own: Int32Array, row: number, word: number): void {
    const { first, end } = bandOf(bands, row);
    own.fill(UNREACHABLE);
    let left = UNREACHABLE;
    let diagonal = first === 0 ? UNREACHABLE : (above[first - 1] ?? UNREACHABLE);
    for (let column = first; column < end; column += 1) {
      const up = above[column] ?? UNREACHABLE;
      const across = diagonal + (column > 0 && reference[column - 1] === word ? 0 : 1);
      const cost = Math.min(across, up + 1, left + 1, UNREACHABLE);
      own[column] = cost;
      left = cost;
      diagonal = up;
    }
  }

  function baseRow(row: number): Int32Array {
    return costs.subarray(row * columns, (row + 1) * columns);
  }

  /** Notes how each cell of a filled row of the base is reached. */
  function noteSteps(row: number, word: number): void {
    const { first, end } = bandOf(bands, row);
    const above = baseRow(row - 1);
    const own = baseRow(row);
    for (let column = first; column < end; column += 1) {
      const cost = own[column] ?? UNREACHABLE;
      const isMatch = column > 0 && reference[column - 1] === word;
      const across = column > 0 ? (above[column - 1] ?? UNREACHABLE) + (isMatch ? 0 : 1) : UNREACHABLE;
      let step: Step = Step.insert;
      if (cost === across) step = isMatch ? Step.match : Step.substitute;
      else if (cost === (above[column] ?? UNREACHABLE) + 1) step = Step.delete;
      taken[row * columns + column] = step;
    }
  }

  function stepsOfBase(): Step[] {
    const steps: Step[] = [];
    let row = length;
    let column = reference.length;
    while (row > 0 || column > 0) {
      const step = stepAt(taken, row * columns + column);
      steps.push(step);
      if (step !== Step.insert) row -= 1;
      if (step !== Step.delete) column -= 1;
    }
    return steps.reverse();
  }

  return {
    setBase(words) {
      for (let row = 1; row <= length; row += 1) {
        fillRow(baseRow(row - 1), baseRow(row), row, words[row - 1] ?? -1);
        noteSteps(row, words[row - 1] ?? -1);
      }
      return { distance: costs[costs.length - 1] ?? 0, steps: stepsOfBase() };
    },
    distance(words, from, to) {
      let above = baseRow(from);
      for (let row = from + 1; row <= length; row += 1) {
        const own = rows[row % 2 === 0 ? 0 : 1];
        fillRow(above, own, row, words[row - 1] ?? -1);
        above = own;
        if (row < to) continue;
        const change = commonDifference(own, baseRow(row), bandOf(bands, row));
        if (change !== undefined) return (costs[costs.length - 1] ?? 0) + change;
      }
      return above[reference.length] ?? UNREACHABLE;
    },
  };
}

/** The columns of a row that are looked at: `first` to `end - 1`. */
interface Band {
  readonly first: number;
  readonly end: number;
}

/** The bands of rows 0 to `length`, around the diagonal; the last one reaches to the corner. */
function beam(length: number, referenceLength: number): Band[] {
  const slope = length === 0 ? 1 : referenceLength / length;
  const width = slope / 2 > BEAM_WIDTH ? Math.ceil(slope / 2 + BEAM_WIDTH) : BEAM_WIDTH;
  return Array.from({ length: length + 1 }, (_, row) => {
    const middle = Math.floor(row * slope);
    const end = row === length ? referenceLength + 1 : Math.min(referenceLength + 1, middle + width);
    return { first: Math.max(0, middle - width), end };
  });
}

function bandOf(bands: readonly Band[], row: number): Band {
  return bands[row] ?? { first: 0, end: 0 };
}

/** How much higher a row is than the base's where that is the same in the whole band. */
function commonDifference(own: Int32Array, base: Int32Array, { first, end }: Band): number | undefined {
  const difference = (own[first] ?? 0) - (base[first] ?? 0);
  for (let column = first + 1; column < end; column += 1) {
    if ((own[column] ?? 0) - (base[column] ?? 0) !== difference) return undefined;
  }
  return difference;
}

function stepAt(taken: Uint8Array, cell: number): Step {
  const step = taken[cell];
  if (step === Step.match || step === Step.substitute || step === Step.delete) return step;
  return Step.insert;
}
