import { describe, expect, it } from 'vitest';
import { translationExperiment } from './experiment-schema.js';
import { experiments } from './experiments/index.js';
import { command } from './testing/command.js';

interface Section {
  readonly title: string;
  readonly table?: { readonly rows: readonly (readonly (string | number)[])[] };
}

async function describeJson(experiment: string): Promise<Section[]> {
  const { code, stdout } = await command(
    'describe',
    '--experiment',
    experiment,
    '--json',
    '--data',
    '/nonexistent',
  );
  expect(code).toBe(0);
  const { sections } = JSON.parse(stdout);
  return sections;
}

const rowsOf = (sections: Section[], title: string) =>
  sections.find((section) => section.title === title)?.table?.rows ?? [];

describe('experiments', () => {
  it.each(Object.entries(experiments))('%s is valid and plain data', (_, experiment) => {
    expect(translationExperiment.parse(experiment)).toEqual(experiment);
    expect(JSON.parse(JSON.stringify(experiment))).toEqual(experiment);
  });

  it.each(Object.keys(experiments).filter((name) => name.endsWith('-rdrop')))(
    '%s differs from its baseline in the method only',
    (name) => {
      const baseline = experiments[name.replace('-rdrop', '-baseline')];
      const { rdrop, title: _t, method: _m, paper: _p, ...rest } = experiments[name] ?? {};
      expect(baseline).toMatchObject(rest);
      expect(rdrop).toEqual({ alpha: 5, passes: 2, everyK: 1 });
      expect(baseline?.rdrop).toEqual({ alpha: 0, passes: 1, everyK: 1 });
    },
  );
});

describe('the IWSLT14 De-En experiment of the paper', () => {
  it('has 36.7 M parameters', async () => {
    const rows = rowsOf(await describeJson('iwslt14-de-en-rdrop'), 'parameters');
    // 10,152 x 512 embeddings, 6 encoder layers of 2,102,784, 6 decoder layers of 3,154,432.
    expect(rows.at(-1)?.[1]).toBe(36_741_120);
  });

  it('has the learning rates of the reference at its check points', async () => {
    const rows = rowsOf(await describeJson('iwslt14-de-en-rdrop'), 'learning rate');
    const rates = new Map(rows.map(([update, rate]) => [Number(update), Number(rate)]));
    const expected: [number, number][] = [
      [2000, 2.5e-4],
      [4000, 5e-4],
      [16_000, 2.5e-4],
      [100_000, 1e-4],
      [300_000, 5.77e-5],
    ];
    for (const [update, rate] of expected) expect((rates.get(update) ?? NaN) / rate).toBeCloseTo(1, 2);
  });
});
