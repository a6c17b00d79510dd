import { describe, expect, it } from 'vitest';
import { translationExperiment } from './experiment-schema.js';
import { experiments } from './experiments/index.js';
import { command } from './testing/command.js';

interface Section {
  readonly title: string;
  readonly rows?: readonly (readonly [string, string | number])[];
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

const sectionOf = (sections: Section[], title: string) => sections.find((section) => section.title === title);
const rowsOf = (sections: Section[], title: string) => sectionOf(sections, title)?.table?.rows ?? [];
const valueOf = (sections: Section[], title: string, name: string) =>
  new Map(sectionOf(sections, title)?.rows).get(name);

const names = Object.keys(experiments);

describe('experiments', () => {
  it.each(Object.entries(experiments))('%s is valid and plain data', (_, experiment) => {
    expect(translationExperiment.parse(experiment)).toEqual(experiment);
    expect(JSON.parse(JSON.stringify(experiment))).toEqual(experiment);
  });

  it.each(names.filter((name) => name.endsWith('-rdrop')))(
    '%s differs from its baseline in the method only',
    (name) => {
      const baseline = experiments[name.replace(/-rdrop$/, '-baseline')];
      const { rdrop, title: _t, method: _m, paper: _p, ...rest } = experiments[name] ?? {};
      expect(baseline).toMatchObject(rest);
      expect(rdrop).toEqual({ alpha: 5, passes: 2, everyK: 1 });
      expect(baseline?.rdrop).toEqual({ alpha: 0, passes: 1, everyK: 1 });
      expect([experiments[name]?.method, baseline?.method]).toEqual(['r-drop', 'baseline']);
    },
  );

  it('answer to every cell of ours in Tables 1 and 2, and to Table 7 but for the run itself, once each', () => {
    const cells = Object.values(experiments).flatMap(({ paper }) =>
      paper === undefined ? [] : [`${paper.table}: ${paper.row}, ${paper.column}`],
    );
    const rows = ['Transformer', 'Transformer + R-Drop'];
    const pairs = ['De', 'Fr', 'Zh', 'Es'].flatMap((language) => [`En→${language}`, `${language}→En`]);
    const expected = [
      ...rows.flatMap((row) => pairs.map((pair) => `1: ${row}, ${pair}`)),
      ...rows.flatMap((row) => ['En→De', 'En→Fr'].map((pair) => `2: ${row}, ${pair}`)),
      ...['1', '3', '7', '10'].map((alpha) => `7: Transformer + R-Drop, ${alpha}`),
    ];
    expect(cells.sort()).toEqual(expected.sort());
  });

  it.each(names.filter((name) => experiments[name]?.scale === 'paper'))(
    '%s goes where its name says, from the set that both directions share',
    (name) => {
      const { corpus, source, target } = experiments[name]?.data ?? {};
      expect(name.startsWith(`${corpus?.split('-')[0]}-${source}-${target}-`)).toBe(true);
      const [one, other] = [source, target].includes('en') ? [source, target] : [];
      expect([`${one}-${other}`, `${other}-${one}`]).toContain(corpus?.replace(/^\w+?-/, ''));
    },
  );
});

describe('experiment families of the analysis', () => {
  const base = experiments['iwslt14-de-en-rdrop'];
  const family = (infix: string) =>
    names.filter((name) => name.startsWith(`iwslt14-de-en-${infix}-`)).map((name) => experiments[name]);

  it.each([
    ['alpha', 'alpha'],
    ['every', 'k-step'],
    ['passes', 'm-pass'],
    ['rates', 'rates'],
  ])('%s changes the method alone, for the study %s', (infix, name) => {
    const members = family(infix);
    expect(members.length).toBeGreaterThan(0);
    for (const member of members) {
      const { rdrop: _r, title: _t, method: _m, paper: _p, study, ...rest } = member ?? {};
      expect(study).toBe(name);
      expect(base).toMatchObject(rest);
    }
  });

  it("has the paper's values", () => {
    const settings = (infix: string) => family(infix).map((member) => member?.rdrop);
    expect(settings('alpha').map((rdrop) => [rdrop?.alpha, rdrop?.passes])).toEqual(
      [0, 1, 3, 7, 10].map((alpha) => [alpha, 2]),
    );
    expect(settings('every')).toEqual([2, 5, 10].map((everyK) => ({ alpha: 5, passes: 2, everyK })));
    expect(settings('passes')).toEqual([{ alpha: 5, passes: 3, everyK: 1 }]);
    const rates = settings('rates').map((rdrop) => rdrop?.passRates?.join(' '));
    const grid = [1, 2, 3, 4, 5].flatMap((a) => [1, 2, 3, 4, 5].map((b) => [a, b] as const));
    expect(rates).toEqual(
      grid.filter(([a, b]) => a <= b && !(a === 3 && b === 3)).map(([a, b]) => `0.${a} 0.${b}`),
    );
  });
});

/** Scalars of one encoder layer: attention, feed-forward, two norms; a decoder layer has attention and norm once more. */
const attention = (d: number) => 4 * (d * d + d);
const encoderLayer = (d: number, f: number) => attention(d) + 2 * d * f + f + d + 4 * d;
const decoderLayer = (d: number, f: number) => encoderLayer(d, f) + attention(d) + 2 * d;
const layers = (d: number, f: number) => 6 * encoderLayer(d, f) + 6 * decoderLayer(d, f);

const IWSLT_RATES: [number, number][] = [
  [2000, 2.5e-4],
  [4000, 5e-4],
  [16_000, 2.5e-4],
  [100_000, 1e-4],
  [300_000, 5.77e-5],
];
const WMT_RATES: [number, number][] = [
  [3000, 5e-4],
  [6000, 1e-3],
  [24_000, 5e-4],
  [100_000, 2.449e-4],
  [300_000, 1.414e-4],
];

describe("describe gives the reference's check values", () => {
  const isPaper = (name: string) => experiments[name]?.scale === 'paper';
  it.each(names.filter((name) => isPaper(name) && name.startsWith('iwslt')))('%s', async (name) => {
    const sections = await describeJson(name);
    const parts = new Map(rowsOf(sections, 'parameters').map(([part, count]) => [part, count]));
    expect(parts.get('encoder layers')).toBe(12_616_704);
    expect(parts.get('decoder layers')).toBe(18_926_592);
    const embeddings = [...parts.keys()].filter((part) => String(part).includes('embedding'));
    const separate = name.includes('zh');
    expect(embeddings).toEqual(separate ? ['source embedding', 'target embedding'] : ['shared embedding']);
    if (name.includes('-de-')) expect(parts.get('total')).toBe(36_741_120);
    expect(valueOf(sections, 'model', 'token slots per update')).toBe(4096);
    const passes = experiments[name]?.rdrop.passes ?? NaN;
    expect(valueOf(sections, 'model', 'token slots in the forward pass')).toBe(4096 * passes);
    expectRates(sections, IWSLT_RATES);
    expect(valueOf(sections, 'evaluation', 'beam')).toBe(5);
    expect(valueOf(sections, 'evaluation', 'length penalty')).toBe(1);
    expect(valueOf(sections, 'evaluation', 'checkpoint')).toBe('the best by validation bleu');
  });

  it.each(names.filter((name) => isPaper(name) && name.startsWith('wmt')))('%s', async (name) => {
    const sections = await describeJson(name);
    const parts = new Map(rowsOf(sections, 'parameters').map(([part, count]) => [part, count]));
    expect(Number(parts.get('encoder layers')) + Number(parts.get('decoder layers'))).toBe(
      layers(1024, 4096),
    );
    if (name.includes('en-de')) expect(parts.get('total')).toBe(32_768 * 1024 + layers(1024, 4096));
    expect(valueOf(sections, 'model', 'token slots per update')).toBe(65_536);
    expectRates(sections, WMT_RATES);
    expect(valueOf(sections, 'evaluation', 'beam')).toBe(4);
    expect(valueOf(sections, 'evaluation', 'length penalty')).toBe(0.6);
    expect(valueOf(sections, 'evaluation', 'checkpoint')).toBe('the mean of the newest 10');
  });

  function expectRates(sections: Section[], expected: readonly (readonly [number, number])[]): void {
    const rates = new Map(rowsOf(sections, 'learning rate').map(([at, rate]) => [Number(at), Number(rate)]));
    for (const [update, rate] of expected) expect((rates.get(update) ?? NaN) / rate).toBeCloseTo(1, 2);
  }

  it('counts the pairs of the official preparation', async () => {
    expect(rowsOf(await describeJson('iwslt14-de-en-rdrop'), 'data')).toEqual([
      ['train', 160_239],
      ['valid', 7283],
      ['test', 6750],
    ]);
  });
});

describe("the scores that stand beside the paper's numbers", () => {
  it.each([
    ['iwslt14-en-de', 'compound-split'],
    ['iwslt14-de-en', 'compound-split'],
    ['iwslt14-es-en', 'sacrebleu'],
    ['iwslt14-en-es', 'sacrebleu'],
    ['iwslt17-fr-en', 'sacrebleu'],
    ['iwslt17-en-fr', 'sacrebleu'],
    ['iwslt17-zh-en', 'sacrebleu'],
    ['iwslt17-en-zh', 'sacrebleu'],
    ['wmt14-en-de', 'compound-split'],
    ['wmt14-en-fr', 'compound-split'],
  ])('%s: %s', (pair, kind) => {
    for (const method of ['baseline', 'rdrop'])
      expect(experiments[`${pair}-${method}`]?.evaluation.paperScore).toBe(kind);
  });
});

describe('settings that cannot go together', () => {
  it.each([
    ['data.dictionary=separate', "setting 'model.share': 'all' needs one dictionary for both languages"],
    ['evaluation.paperScore=null', "setting 'evaluation.paperScore': expected, as the experiment has"],
    ['rdrop.passRates=[0.1,0.2,0.3]', "setting 'rdrop.passRates': expected a rate for each"],
  ])('%s', async (assignment, sentence) => {
    const { code, stderr } = await command('describe', 'iwslt14-de-en-rdrop', '--set', assignment);
    expect(code).toBe(2);
    expect(stderr).toContain(sentence);
  });
});
