import { describe, expect, it } from 'vitest';
import { imageExperiment } from './experiment-schema.js';
import { experiments } from './experiments/index.js';
import { command } from './testing/command.js';

interface Section {
  readonly title: string;
  readonly rows?: readonly (readonly [string, string | number])[];
  readonly table?: { readonly rows: readonly (readonly (string | number)[])[] };
}

async function sectionsOf(experiment: string): Promise<Section[]> {
  const { code, stdout } = await command('describe', experiment, '--json', '--data', '/nonexistent');
  expect(code).toBe(0);
  return JSON.parse(stdout).sections;
}

const names = Object.keys(experiments);

describe('experiments', () => {
  it.each(Object.entries(experiments))('%s is valid and plain data', (_, experiment) => {
    expect(imageExperiment.parse(experiment)).toEqual(experiment);
    expect(JSON.parse(JSON.stringify(experiment))).toEqual(experiment);
  });

  it.each(names.filter((name) => name.endsWith('-rdrop')))(
    '%s differs from its baseline in the method only',
    (name) => {
      const baseline = experiments[name.replace(/-rdrop$/, '-baseline')];
      const { rdrop, title: _t, method: _m, paper: _p, ...rest } = experiments[name] ?? {};
      expect(baseline).toMatchObject(rest);
      expect(rdrop).toEqual({ alpha: 0.6, passes: 2, everyK: 1, scaling: 'paper' });
      expect(baseline?.rdrop).toMatchObject({ alpha: 0, passes: 1 });
      expect([experiments[name]?.method, baseline?.method]).toEqual(['r-drop', 'baseline']);
    },
  );

  it('answer to every cell of Table 6, once each', () => {
    const cells = Object.values(experiments).flatMap(({ paper }) =>
      paper === undefined ? [] : [`${paper.table}: ${paper.row}, ${paper.column}`],
    );
    const rows = ['ViT-B/16', 'ViT-B/16 + R-Drop', 'ViT-L/16', 'ViT-L/16 + R-Drop'];
    const expected = rows.flatMap((row) => [`6: ${row}, CIFAR-100`, `6: ${row}, ImageNet`]);
    expect([...cells].sort()).toEqual([...expected].sort());
  });

  it.each([
    ['cifar-100-vit-b-rdrop', 86_167_396, 64],
    ['cifar-100-vit-l-baseline', 303_793_252, 32],
    ['imagenet-vit-b-baseline', 86_859_496, 32],
    ['imagenet-vit-l-rdrop', 304_715_752, 64],
  ])(
    '%s is described with its sizes: 86 M or 307 M parameters, 512 images',
    async (name, parameters, images) => {
      const sections = await sectionsOf(name);
      const part = sections.find(({ title }) => title === 'parameters')?.table?.rows.at(-1);
      expect(part?.slice(0, 2)).toEqual(['total', parameters]);
      const model = new Map(sections.find(({ title }) => title === 'model')?.rows);
      expect(model.get('images per update')).toBe(512);
      expect(model.get('images in the forward pass')).toBe(images);
      expect(model.get('sequence')).toContain('577 positions');
    },
  );

  it("has the official code's learning rate: 500 updates up, then half a cosine to 0, one update early", async () => {
    const sections = await sectionsOf('cifar-100-vit-b-official');
    const rates = sections.find(({ title }) => title === 'learning rate')?.table?.rows ?? [];
    const at = new Map(rates.map(([update, rate]) => [update, Number(rate)]));
    expect(at.get(0)).toBeCloseTo(8e-3 / 500, 10);
    expect(at.get(250)).toBeCloseTo((8e-3 * 251) / 500, 10);
    const middle = 0.5 * (1 + Math.cos((Math.PI * (10_251 - 500)) / 19_500));
    expect(at.get(10_250)).toBeCloseTo(8e-3 * middle, 10);
    expect(at.get(19_999)).toBe(0);
  });

  it.each([
    ['data.imageSize=30', 'data.imageSize'],
    ['model.heads=5', 'model.dim'],
    ['data.cropScale=[1,0.5]', 'data.cropScale'],
    ['data.holdOut=0', 'data.holdOut'],
    ['rdrop.scaling=bert', 'rdrop.scaling'],
  ])('refuses %s', async (setting, place) => {
    const { code, stderr } = await command('describe', 'mini-images-rdrop', '--set', setting);
    expect(code).toBe(2);
    expect(stderr).toContain(place);
  });
});
