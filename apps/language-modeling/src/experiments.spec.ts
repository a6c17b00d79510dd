import { describe, expect, it } from 'vitest';
import { languageModelingExperiment } from './experiment-schema.js';
import { experiments } from './experiments/index.js';
import { command } from './testing/command.js';

interface Section {
  readonly title: string;
  readonly rows?: readonly (readonly [string, string | number])[];
  readonly table?: { readonly rows: readonly (readonly (string | number)[])[] };
}

async function describeJson(experiment: string): Promise<Section[]> {
  const { code, stdout } = await command('describe', experiment, '--json', '--data', '/nonexistent');
  expect(code).toBe(0);
  const { sections } = JSON.parse(stdout);
  return sections;
}

const sectionOf = (sections: Section[], title: string) => sections.find((section) => section.title === title);
const tableOf = (sections: Section[], title: string) =>
  new Map(sectionOf(sections, title)?.table?.rows.map(([a, b]) => [a, b]));
const rowOf = (sections: Section[], title: string, name: string) =>
  new Map(sectionOf(sections, title)?.rows).get(name);
const names = Object.keys(experiments);

describe('experiments', () => {
  it.each(Object.entries(experiments))('%s is valid and plain data', (_, experiment) => {
    expect(languageModelingExperiment.parse(experiment)).toEqual(experiment);
    expect(JSON.parse(JSON.stringify(experiment))).toEqual(experiment);
  });

  it.each(names.filter((name) => name.endsWith('-rdrop')))(
    '%s differs from its baseline in the method only',
    (name) => {
      const baseline = experiments[name.replace(/-rdrop$/, '-baseline')];
      const { rdrop, title: _t, method, paper: _p, training, ...rest } = experiments[name] ?? {};
      expect(baseline).toMatchObject(rest);
      expect(rdrop).toMatchObject({ alpha: 1, passes: 2, everyK: 1 });
      expect(baseline?.rdrop).toEqual({ alpha: 0, passes: 1, everyK: 1 });
      expect([method, baseline?.method]).toEqual(['r-drop', 'baseline']);
      // The official script trains Adaptive Input longer with R-Drop.
      const { maxUpdates, ...settings } = training ?? {};
      expect(baseline?.training).toMatchObject(settings);
      expect(maxUpdates).toBe(
        name === 'wikitext-103-adaptive-rdrop' ? 320_000 : baseline?.training.maxUpdates,
      );
    },
  );

  it('answer to every cell of ours in Table 5', () => {
    const cells = Object.values(experiments).flatMap(({ paper }) =>
      paper === undefined ? [] : [`${paper.row} ${paper.value}`],
    );
    expect(cells.sort()).toEqual([
      'Adaptive Input + R-Drop 18.07',
      'Adaptive Input 18.87',
      'Transformer + R-Drop 24.94',
      'Transformer 26.62',
    ]);
  });
});

describe("describe gives the reference's check values", () => {
  it.each(['baseline', 'rdrop'])('of the Transformer, %s', async (method) => {
    const sections = await describeJson(`wikitext-103-transformer-${method}`);
    expect(tableOf(sections, 'parameters').get('total')).toBe(290_683_392);
    expect(tableOf(sections, 'parameters').get('embedding')).toBe(267_744 * 768);
    expect(rowOf(sections, 'model', 'tokens per update')).toBe(196_608);
    expect(rowOf(sections, 'model', 'tokens in a forward pass')).toBe(1536 * (method === 'rdrop' ? 2 : 1));
    const rates = tableOf(sections, 'learning rate');
    expect([rates.get(0), rates.get(4000), rates.get(16_000)]).toEqual([1e-7, 5e-4, 2.5e-4]);
    expect(rowOf(sections, 'evaluation', 'new tokens of a window')).toBe(112);
  });

  it.each(['baseline', 'rdrop'])('of Adaptive Input, %s', async (method) => {
    const sections = await describeJson(`wikitext-103-adaptive-${method}`);
    expect(Math.round(Number(tableOf(sections, 'parameters').get('total')) / 1e6)).toBe(247);
    expect(rowOf(sections, 'model', 'tokens per update')).toBe(73_728);
    const rates = tableOf(sections, 'learning rate');
    const near = (update: number, rate: number) => expect(Number(rates.get(update)) / rate).toBeCloseTo(1, 2);
    near(8000, 0.5);
    near(16_000, 1);
    near(100_000, 0.78);
    near(200_000, 0.23);
    near(285_999, 1e-4);
    if (method === 'rdrop') {
      near(286_000, 0.75);
      near(320_000, 0.743);
      expect(rowOf(sections, 'model', 'divergence')).toBe('per-cluster (adaptive softmax)');
    }
    expect(tableOf(sections, 'data').get('vocabulary')).toBe(267_744);
  });
});
