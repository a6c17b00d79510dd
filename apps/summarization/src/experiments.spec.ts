import { describe, expect, it } from 'vitest';
import { summarizationExperiment } from './experiment-schema.js';
import { experiments } from './experiments/index.js';
import { command } from './testing/command.js';

const names = Object.keys(experiments);

interface Section {
  readonly title: string;
  readonly rows?: readonly (readonly [string, string | number])[];
  readonly table?: { readonly rows: readonly (readonly (string | number)[])[] };
}

async function describeJson(...words: string[]): Promise<Map<string, Section>> {
  const { code, stdout } = await command('describe', ...words, '--json', '--data', '/nonexistent');
  expect(code).toBe(0);
  const { sections }: { sections: Section[] } = JSON.parse(stdout);
  return new Map(sections.map((section) => [section.title, section]));
}

describe('experiments', () => {
  it.each(Object.entries(experiments))('%s is valid and plain data', (_, experiment) => {
    expect(summarizationExperiment.parse(experiment)).toEqual(experiment);
    expect(JSON.parse(JSON.stringify(experiment))).toEqual(experiment);
  });

  it.each(names.filter((name) => name.endsWith('-rdrop')))(
    '%s differs from its baseline in the method only',
    (name) => {
      const baseline = experiments[name.replace(/-rdrop$/, '-baseline')];
      const { rdrop, title: _t, method: _m, paper: _p, ...rest } = experiments[name] ?? {};
      expect(baseline).toMatchObject(rest);
      expect(rdrop).toEqual({ alpha: 0.7, passes: 2, everyK: 1 });
      expect(baseline?.rdrop).toEqual({ alpha: 0, passes: 1, everyK: 1 });
      expect([experiments[name]?.method, baseline?.method]).toEqual(['r-drop', 'baseline']);
    },
  );

  it("refuse lengths beyond the model's positions", async () => {
    const { code, stderr } = await command(
      'describe',
      '--experiment',
      'cnn-dm-rdrop',
      '--set',
      'data.maxSource=2000',
    );
    expect(code).toBe(2);
    expect(stderr).toContain('model.maxPositions');
  });
});

describe('describe', () => {
  it("shows the paper's model, batch and learning rates without data or engine", async () => {
    const sections = await describeJson('--experiment', 'cnn-dm-rdrop');
    const parts = new Map(sections.get('parameters')?.table?.rows.map(([part, count]) => [part, count]));
    expect(parts.get('total')).toBe(406_291_456);
    expect([...parts.keys()]).toEqual([
      'shared embedding',
      'positions',
      'encoder layers',
      'embedding norms',
      'decoder layers',
      'total',
    ]);
    const model = new Map(sections.get('model')?.rows);
    expect(model.get('token slots per update')).toBe(65_536);
    expect(model.get('updates')).toBe(20_000);
    const rates = new Map(
      sections.get('learning rate')?.table?.rows.map(([update, value]) => [update, value]),
    );
    expect([rates.get(0), rates.get(500), rates.get(20_000)]).toEqual([0, 3e-5, 0]);
    expect(sections.get('data')?.table?.rows).toEqual([
      ['train', 287_226],
      ['valid', 13_368],
      ['test', 11_490],
    ]);
  });

  it('shows less memory when layers are computed again', async () => {
    const activations = async (...words: string[]) => {
      const rows = (await describeJson('--experiment', 'cnn-dm-rdrop', ...words)).get(
        'memory estimate',
      )?.rows;
      return rows?.find(([use]) => use.startsWith('activations'))?.[1];
    };
    expect(await activations()).not.toBe(await activations('--set', 'training.recompute=false'));
  });
});
