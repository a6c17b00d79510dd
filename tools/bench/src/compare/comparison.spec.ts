import { describe, expect, it } from 'vitest';
import { median, round } from '../statistics.js';
import type { PeerRecord, StepRecord } from '../step-record.js';
import { oursOf, peerOf } from '../testing/records.js';
import { comparisonRows, type Pair } from './comparison.js';

const pairOf = (ours: Partial<StepRecord>, peer: Partial<PeerRecord>): Pair => ({
  ours: new Map([['off', oursOf(ours)]]),
  peer: peerOf(peer),
});

describe('comparisonRows', () => {
  it('divides medians, and gives the range of the single pairs', () => {
    const rows = comparisonRows('mt', [
      pairOf({ step_ms: 400, peak_mib: 510 }, { step_ms: 800, peak_mib: 1500 }),
      pairOf({ step_ms: 500, peak_mib: 500 }, { step_ms: 750, peak_mib: 1600 }),
      pairOf({ step_ms: 1000, peak_mib: 490 }, { step_ms: 900, peak_mib: 1400 }),
    ]);
    expect(rows).toEqual([
      {
        task: 'mt',
        blas: 'off',
        usedBlas: 'off',
        threads: 2,
        params: 100,
        allPositions: true,
        pairs: 3,
        oursMs: 500,
        peerMs: 800,
        speedRatio: 1.6,
        speedRange: [0.9, 2],
        oursMib: 500,
        peerMib: 1500,
        memoryRatio: 0.333,
        oursLoss: 17.5,
        peerLoss: 17.5,
      },
    ]);
  });

  it('gives a row to every variant against the same runs of the peer', () => {
    const ours = new Map([
      ['off', oursOf({ step_ms: 800 })],
      ['auto', oursOf({ step_ms: 400, blas: 'openblas 0.3' })],
    ]);
    const rows = comparisonRows('mt', [{ ours, peer: peerOf() }]);
    expect(rows.map(({ blas, usedBlas, speedRatio }) => [blas, usedBlas, speedRatio])).toEqual([
      ['off', 'off', 1],
      ['auto', 'openblas 0.3', 2],
    ]);
  });

  it.each([
    [{ params: 101 }, "expected the peer's 'params' to be ours on task 'mt', got 101 and 100"],
    [{ rdrop: false }, "expected the peer's 'rdrop' to be ours on task 'mt', got false and true"],
    [{ size: 'iwslt' }, "expected the peer's 'size' to be ours on task 'mt', got iwslt and mini"],
  ])('refuses a peer that did something else: %j', (changes, sentence) => {
    expect(() => comparisonRows('mt', [pairOf({}, {}), pairOf({}, changes)])).toThrow(sentence);
  });

  it('refuses nothing at all', () => {
    expect(() => comparisonRows('mt', [])).toThrow("expected at least one pair of task 'mt'");
  });
});

describe('median', () => {
  it('is the middle, or the mean of the middle two', () => {
    expect(median([5])).toBe(5);
    expect(median([9, 1, 10])).toBe(9);
    expect(median([4, 1, 10, 2])).toBe(3);
    expect(() => median([])).toThrow('expected at least one value');
  });
});

describe('round', () => {
  it('keeps so many decimals', () => {
    expect(round(1234.5678, 2)).toBe(1234.57);
    expect(round(-1.26, 1)).toBe(-1.3);
  });
});
