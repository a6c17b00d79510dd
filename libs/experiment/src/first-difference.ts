/** Where two plain values differ first; a side that lacks the key has `undefined`. */
export interface Difference {
  /** Dotted name, e.g. `model.dropout` or `betas.1`; empty when the values themselves differ. */
  readonly name: string;
  readonly left: unknown;
  readonly right: unknown;
}

/** Compares plain JSON data, whatever the order of keys. */
export function firstDifference(left: unknown, right: unknown, name = ''): Difference | undefined {
  if (Object.is(left, right)) return undefined;
  if (!isContainer(left) || !isContainer(right) || Array.isArray(left) !== Array.isArray(right))
    return { name, left, right };
  const [a, b] = [new Map(Object.entries(left)), new Map(Object.entries(right))];
  for (const key of new Set([...a.keys(), ...b.keys()])) {
    const difference = firstDifference(a.get(key), b.get(key), name === '' ? key : `${name}.${key}`);
    if (difference !== undefined) return difference;
  }
  return undefined;
}

function isContainer(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
