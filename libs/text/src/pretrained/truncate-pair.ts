/**
 * The longest beginnings of two sequences that fit `room` together, the longer one giving way token by token and the
 * second one at a tie: `longest_first` of the Hugging Face tokenizers.
 *
 * @returns how many tokens of each to keep
 */
export function truncatePair(first: number, second: number, room: number): { first: number; second: number } {
  let over = Math.max(0, first + second - Math.max(0, room));
  let [a, b] = [first, second];
  while (over > 0) {
    // The longer one goes down to the other at once; from there they take turns.
    if (a > b) {
      const by = Math.min(over, a - b);
      a -= by;
      over -= by;
    } else {
      const by = Math.min(over, Math.max(1, b - a));
      b -= by;
      over -= by;
    }
  }
  return { first: a, second: b };
}
