/** A corpus cut in two. */
export interface CorpusSplit<Item> {
  readonly train: Item[];
  readonly valid: Item[];
}

/** Holds out every `nth` item (the nth, the 2nth, ...; the official preparation takes every 23rd line). */
export function splitEveryNth<Item>(items: Iterable<Item>, nth: number): CorpusSplit<Item> {
  if (!Number.isInteger(nth) || nth < 1) {
    throw new RangeError(`splitEveryNth: expected a whole number of at least 1, got ${nth}`);
  }
  const split: CorpusSplit<Item> = { train: [], valid: [] };
  let position = 0;
  for (const item of items) {
    position++;
    (position % nth === 0 ? split.valid : split.train).push(item);
  }
  return split;
}
