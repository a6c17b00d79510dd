import { describe, expect, it } from 'vitest';
import { SIZES, TASKS, type TaskName } from './sizes.js';
import { parameterCount } from './workload.js';
import { workloadOf } from './workloads.js';

/** As the peer counts its own models. */
const PEER_PARAMETERS: readonly (readonly [TaskName, string, number])[] = [
  ['mt', 'mini', 7_839_744],
  ['mt', 'iwslt', 37_265_408],
  ['mt', 'wmt-big', 210_960_384],
  ['sum', 'mini', 7_839_744],
  ['sum', 'bart-large', 405_233_664],
  ['lm', 'mini', 5_981_184],
  ['lm', 'base', 36_215_808],
  ['glue', 'mini', 11_235_330],
  ['glue', 'bert-base', 109_283_330],
  ['vit', 'mini', 2_710_564],
  ['vit', 'b16', 85_874_020],
];

describe('workloadOf', () => {
  it.each(PEER_PARAMETERS)("%s %s has the peer's number of parameters", (task, size, parameters) => {
    expect(parameterCount(workloadOf({ task, size }).specs)).toBe(parameters);
  });

  it('is tested at every size', () => {
    const sizes = TASKS.flatMap((task) => Object.keys(SIZES[task]).map((size) => `${task} ${size}`));
    expect(PEER_PARAMETERS.map(([task, size]) => `${task} ${size}`).sort()).toEqual(sizes.sort());
  });

  it('counts the units of a batch once, the target for pairs', () => {
    const units = TASKS.map((task) => workloadOf({ task, size: 'mini' })).map((each) => [
      each.units,
      each.unit,
    ]);
    expect(units).toEqual([
      [768, 'tokens'],
      [2048, 'tokens'],
      [1024, 'tokens'],
      [64, 'images'],
      [384, 'tokens'],
    ]);
  });

  it('takes another batch and length', () => {
    const workload = workloadOf({ task: 'sum', size: 'mini', batch: 3, tokens: 10 });
    expect([workload.batch, workload.units]).toEqual([3, 30]);
    expect(workloadOf({ task: 'glue', size: 'mini', tokens: 7 }).units).toBe(32 * 7);
  });

  it.each([
    [{ task: 'mt', size: 'huge' }, "--size: expected one of mini, iwslt, wmt-big for task 'mt', got 'huge'"],
    [{ task: 'lm', size: 'toString' }, "--size: expected one of mini, base for task 'lm', got 'toString'"],
    [{ task: 'lm', size: 'mini', tokens: 1025 }, '--tokens: expected at most 1024, got 1025'],
    [{ task: 'vit', size: 'mini', tokens: 4 }, "--tokens: task 'vit' has images, not sequences"],
  ] as const)('refuses %o', (request, sentence) => {
    expect(() => workloadOf(request)).toThrow(sentence);
  });
});
