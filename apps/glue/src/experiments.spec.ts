import { GLUE_TASKS } from '@rdrop/datasets';
import { describe, expect, it } from 'vitest';
import { glueExperiment } from './experiment-schema.js';
import { experiments } from './experiments/index.js';
import { command } from './testing/command.js';

/** Examples, updates and warm-up of the official README; warm-up is 6 %, of QQP 25 %. */
const OFFICIAL = {
  mnli: [32, 123_873, 7432],
  qnli: [32, 33_112, 1986],
  qqp: [32, 113_272, 28_318],
  rte: [8, 2036, 122],
  'sst-2': [32, 20_935, 1256],
  mrpc: [16, 2296, 137],
  cola: [16, 5336, 320],
  'sts-b': [16, 3598, 214],
};

describe('experiments', () => {
  it.each(Object.entries(experiments))('%s is one', (_, experiment) => {
    expect(glueExperiment.parse(experiment)).toEqual(experiment);
  });

  it('differ between baseline and method in the method alone', () => {
    const baselines = Object.keys(experiments).filter((name) => name.endsWith('-baseline'));
    expect(baselines).toHaveLength(Object.keys(experiments).length / 2);
    for (const name of baselines) {
      const [baseline, method] = [experiments[name], experiments[name.replace('-baseline', '-rdrop')]];
      const { title: _t, method: _m, paper: _p, rdrop, ...rest } = baseline ?? {};
      const { title: _tt, method: _mm, paper: _pp, rdrop: withDrop, ...others } = method ?? {};
      expect(others).toEqual(rest);
      expect(rdrop).toMatchObject({ alpha: 0, passes: 1 });
      expect(withDrop).toMatchObject({ passes: 2, scaling: 'paper' });
    }
  });

  it('have the official updates', () => {
    for (const task of GLUE_TASKS) {
      for (const model of ['bert-base', 'roberta-large']) {
        const { training, paper } = experiments[`${model}-${task}-rdrop`] ?? {};
        expect([training?.batch, training?.maxUpdates, training?.schedule.warmupUpdates]).toEqual(
          OFFICIAL[task],
        );
        expect(paper?.table).toBe(3);
      }
    }
    expect(experiments['bert-base-mrpc-rdrop']?.paper?.value).toBe(87.3);
    expect(experiments['roberta-large-cola-baseline']?.paper?.value).toBe(68);
  });
});

describe('describe', () => {
  interface Section {
    readonly title: string;
    readonly rows?: (string | number)[][];
    readonly table?: { rows: (string | number)[][] };
  }
  const sectionsOf = async (name: string): Promise<Section[]> => {
    const { code, stdout } = await command('describe', '--experiment', name, '--data', '/nowhere', '--json');
    expect(code).toBe(0);
    return JSON.parse(stdout).sections;
  };

  it.each([
    ['bert-base', 108_311_810],
    ['roberta-large', 355_361_794],
  ])('%s: counts parameters, names updates and warm-up of all tasks', async (model, twoClasses) => {
    const headed: Record<string, number> = { mnli: 1, 'sts-b': -1 };
    const width = model === 'bert-base' ? 768 : 1024;
    for (const task of GLUE_TASKS) {
      const sections = await sectionsOf(`${model}-${task}-rdrop`);
      const table = (title: string) => sections.find((section) => section.title === title);
      const total = table('parameters')?.table?.rows.find(([part]) => part === 'total')?.[1];
      expect(total).toBe(twoClasses + (headed[task] ?? 0) * (width + 1));
      const [batch, updates, warmup] = OFFICIAL[task];
      expect(table('updates')?.rows).toEqual(
        expect.arrayContaining([
          ['examples per update', batch],
          ['updates', updates],
          ['warm-up updates', warmup],
        ]),
      );
    }
  });
});
