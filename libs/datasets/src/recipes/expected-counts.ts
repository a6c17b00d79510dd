import type { ArchiveRecipe, ExpectedCount } from './archive-recipe.js';

/** A count of a prepared set beside what others found. */
export interface CheckedCount extends ExpectedCount {
  readonly got: number;
  readonly agrees: boolean;
}

/** Compares the pairs of a prepared set with those that the recipe expects; parts without an expectation are left out. */
export function checkCounts(recipe: ArchiveRecipe, pairs: Readonly<Record<string, number>>): CheckedCount[] {
  return recipe.expected.map((expected) => {
    const got = pairs[expected.part] ?? 0;
    return { ...expected, got, agrees: got === expected.pairs };
  });
}

/** One line for people. */
export function countSentence({ part, pairs, got, agrees, trust, origin }: CheckedCount): string {
  return agrees
    ? `${part} has ${got} pairs, as ${trust} (${origin})`
    : `${part} has ${got} pairs, ${pairs} were expected (${trust}: ${origin})`;
}
