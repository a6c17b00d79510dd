import { type Shuffle } from '../batching/permutation.js';
import { Random } from '../random.js';

/** A seeded permutation for tests; the product passes the one of the run's random keys. */
export function testShuffle(seed: number): Shuffle {
  return (size) => {
    const random = new Random(seed);
    const order = Int32Array.from({ length: size }, (_, index) => index);
    for (let last = size - 1; last > 0; last -= 1) {
      const other = random.integer(0, last);
      const kept = order[last] ?? 0;
      order[last] = order[other] ?? 0;
      order[other] = kept;
    }
    return order;
  };
}
