/**
 * Gives equal items the same whole number from 0 on, so that comparing them is comparing numbers. A segment of text has
 * its own table: numbers of two tables do not compare.
 */
export function createInterner<Item>(): (items: readonly Item[]) => Int32Array {
  const numbers = new Map<Item, number>();
  return (items) => {
    const result = new Int32Array(items.length);
    for (const [index, item] of items.entries()) {
      let number = numbers.get(item);
      if (number === undefined) {
        number = numbers.size;
        numbers.set(item, number);
      }
      result[index] = number;
    }
    return result;
  };
}
