import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { schedule } from './schedule.js';
import type { ScheduleConfig } from './schedule-config.js';

interface GoldenSchedule {
  readonly kind: string;
  readonly config: Readonly<Record<string, number | number[] | null>>;
  readonly updates_done_and_lr: readonly (readonly [number, number])[];
}

const golden: Record<string, GoldenSchedule> = JSON.parse(
  readFileSync(new URL('../testing/golden/schedules.json', import.meta.url), 'utf8'),
);

function configOf({ kind, config }: GoldenSchedule): ScheduleConfig {
  const number = (key: string): number => {
    const value = config[key];
    const first = Array.isArray(value) ? value[0] : value;
    if (typeof first !== 'number') throw new Error(`no number ${key}`);
    return first;
  };
  const peak = number('lr');
  switch (kind) {
    case 'inverse_sqrt':
      return {
        kind: 'inverse-sqrt',
        peak,
        warmupUpdates: number('warmup_updates'),
        warmupInit: number('warmup_init_lr'),
      };
    case 'polynomial_decay':
      return {
        kind: 'polynomial',
        peak,
        warmupUpdates: number('warmup_updates'),
        totalUpdates: number('total_num_update'),
        end: number('end_learning_rate'),
        power: number('power'),
      };
    case 'cosine': {
      const period = number('lr_period_updates');
      const warmupUpdates = number('warmup_updates');
      const init = number('warmup_init_lr');
      return {
        kind: 'cosine-restarts',
        peak,
        minimum: number('min_lr'),
        warmupUpdates,
        ...(init < 0 ? {} : { warmupInit: init }),
        periodUpdates: period > 0 ? period : number('max_update') - warmupUpdates,
        periodFactor: number('t_mult'),
        shrink: number('lr_shrink'),
      };
    }
    case 'hf_polynomial':
      return {
        kind: 'polynomial',
        peak,
        warmupUpdates: number('warmup'),
        totalUpdates: number('total'),
        end: number('lr_end'),
        power: number('power'),
      };
    case 'hf_linear':
    case 'vit_linear':
      return { kind: 'linear', peak, warmupUpdates: number('warmup'), totalUpdates: number('total') };
    case 'hf_cosine':
    case 'vit_cosine':
      return { kind: 'cosine', peak, warmupUpdates: number('warmup'), totalUpdates: number('total') };
    default:
      throw new Error(`unknown golden schedule ${kind}`);
  }
}

describe('schedule', () => {
  it.each(Object.entries(golden))('follows the reference: %s', (_name, reference) => {
    const rate = schedule(configOf(reference));
    for (const [updates, expected] of reference.updates_done_and_lr) {
      expect(Math.abs(rate(updates) - expected), `update ${updates}`).toBeLessThanOrEqual(
        1e-9 * expected + 1e-16,
      );
    }
  });

  it('is constant when asked', () => {
    const rate = schedule({ kind: 'constant', peak: 0.3 });
    expect([rate(0), rate(7), rate(1e6)]).toEqual([0.3, 0.3, 0.3]);
  });

  it('looks one update ahead with offset 1', () => {
    const base = { kind: 'linear', peak: 1, warmupUpdates: 4, totalUpdates: 10 } as const;
    expect(schedule({ ...base, offset: 1 })(2)).toBe(schedule(base)(3));
  });

  it('stays at zero beyond the end of a cosine', () => {
    expect(schedule({ kind: 'cosine', peak: 1, warmupUpdates: 0, totalUpdates: 10 })(15)).toBe(0);
  });

  it('names the field that is out of range', () => {
    expect(() => schedule({ kind: 'inverse-sqrt', peak: 1, warmupUpdates: 0 })).toThrow(
      "schedule 'inverse-sqrt': expected warmupUpdates to be at least 1, got 0",
    );
    expect(() => schedule({ kind: 'linear', peak: 1, warmupUpdates: 9, totalUpdates: 5 })).toThrow(
      /totalUpdates/,
    );
    expect(() => schedule({ kind: 'constant', peak: Number.NaN })).toThrow(/peak/);
  });
});
