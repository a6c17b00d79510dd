import { describe, expect, it } from 'vitest';
import { DataError } from '../data-error.js';
import { addStep } from '../testing/steps.js';
import { parallelMap } from './parallel-map.js';

async function* numbers(count: number, taken: { count: number } = { count: 0 }): AsyncGenerator<number> {
  for (let i = 0; i < count; i += 1) {
    taken.count += 1;
    yield i < 12 ? i : i + 100;
  }
}

async function sums(inputs: AsyncIterable<number>, threads: number): Promise<number[]> {
  const found: number[] = [];
  for await (const { sum, bytes } of parallelMap(inputs, addStep, { settings: { add: 1000 }, threads })) {
    expect(bytes).toHaveLength(1);
    found.push(sum);
  }
  return found;
}

async function* list(...items: number[]): AsyncGenerator<number> {
  yield* items;
}

describe('parallelMap', () => {
  it('keeps the order, whatever the number of threads', async () => {
    const alone = await sums(numbers(40), 0);
    expect(alone.slice(0, 3)).toEqual([1000, 1001, 1002]);
    expect(await sums(numbers(40), 2)).toEqual(alone);
    expect(await sums(numbers(40), 3)).toEqual(alone);
    expect(await sums(numbers(0), 2)).toEqual([]);
  });

  it('reads only a little ahead of what is taken', async () => {
    const taken = { count: 0 };
    const results = parallelMap(numbers(100, taken), addStep, { settings: { add: 0 }, threads: 2 });
    for (let given = 1; given <= 20; given += 1) {
      await results.next();
      expect(taken.count - given).toBeLessThanOrEqual(5);
    }
    await results.return();
    expect(taken.count).toBeLessThan(30);
  });

  it("hands a failure over in its turn: the user's as such, a mistake with its place", async () => {
    const seen: number[] = [];
    const run = async (threads: number) => {
      for await (const { sum } of parallelMap(list(1, 2, 13, 4), addStep, {
        settings: { add: 0 },
        threads,
      })) {
        seen.push(sum);
      }
    };
    await expect(run(2)).rejects.toThrow(new DataError('thirteen is not taken'));
    expect(seen).toEqual([1, 2]);
    await expect(run(0)).rejects.toThrow(DataError);
    const mistake = await sums(list(1, 99), 1).catch((error: unknown) => error);
    expect(mistake).toMatchObject({ message: 'a mistake', cause: expect.stringContaining('steps.ts') });
  });

  it('fails when a thread dies', async () => {
    await expect(sums(list(1, 666, 3, 4, 5, 6, 7, 8), 1)).rejects.toThrow('a thread ended (exit code 3)');
  });

  it('stops when it is told to', async () => {
    const aborted = AbortSignal.abort(new Error('stopped'));
    const results = parallelMap(numbers(5), addStep, { settings: { add: 0 }, signal: aborted });
    await expect(results.next()).rejects.toThrow('stopped');
  });
});
