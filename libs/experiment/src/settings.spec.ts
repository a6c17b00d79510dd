import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { applySettings, checkSettings, flattenSettings, formatSetting } from './settings.js';
import { fakeExperiments, fakeSchema } from './testing/fake-task.js';

const base = fakeExperiments.baseline;
const set = (...assignments: string[]) => applySettings(fakeSchema, base, assignments);
const sentence = (...assignments: string[]): string => {
  try {
    set(...assignments);
  } catch (error) {
    if (error instanceof Error) return error.message;
  }
  return 'no error';
};

describe('applySettings', () => {
  it.each([
    ['model.dropout=0.1', { model: { ...base.model, dropout: 0.1 } }],
    ['model.dropout=.1', { model: { ...base.model, dropout: 0.1 } }],
    ['model.dropout=1e-1', { model: { ...base.model, dropout: 0.1 } }],
    ['model.share=false', { model: { ...base.model, share: false } }],
    ['model.activation=gelu', { model: { ...base.model, activation: 'gelu' } }],
    ['betas=[0.8,0.9]', { betas: [0.8, 0.9] }],
    ['clip=0.5', { clip: 0.5 }],
    ['clip=null', { clip: null }],
    ['name=42', { name: '42' }],
    ['name=a=b', { name: 'a=b' }],
    ['name=', { name: '' }],
    ['limit=10', { limit: 10 }],
    ['limit=all', { limit: 'all' }],
    ['weights.kl=2', { weights: { kl: 2 } }],
    ['weights.extra=2', { weights: { kl: 0.5, extra: 2 } }],
    ['schedule={"kind":"polynomial","power":2}', { schedule: { kind: 'polynomial', power: 2 } }],
  ])('%s', (assignment, change) => {
    expect(set(assignment)).toEqual({ ...base, ...change });
  });

  it('null takes an optional setting out', () => {
    expect(Object.hasOwn(set('patience=null'), 'patience')).toBe(false);
  });

  it('applies several in order and leaves the experiment as it was', () => {
    const before = structuredClone(base);
    expect(set('maxUpdates=1', 'model.dim=8', 'maxUpdates=2')).toEqual({
      ...base,
      maxUpdates: 2,
      model: { ...base.model, dim: 8 },
    });
    expect(base).toEqual(before);
  });

  it('reads back every value it can print, for every setting of the experiment', () => {
    const different = set(
      'model.dropout=0.77',
      'name="quoted"',
      'label="7"',
      'clip=3e-7',
      'layers=[]',
      'limit=-1',
    );
    for (const experiment of [base, different]) {
      for (const [name, value] of flattenSettings(experiment)) {
        expect(set(`${name}=${formatSetting(value)}`), name).toEqual(
          applySettings(fakeSchema, base, [`${name}=${JSON.stringify(value)}`]),
        );
        const all = flattenSettings(experiment).map(([each, its]) => `${each}=${formatSetting(its)}`);
        expect(set(...all)).toEqual(experiment);
      }
    }
  });

  it.each(['', ' ', '7', 'true', 'null', '"x"', '[1]', '{}', 'ünïcode=', '1e999', "it's"])(
    'text round trip: %j',
    (text) => {
      expect(set(`name=${formatSetting(text)}`).name).toBe(text);
      expect(set(`label=${formatSetting(text)}`).label).toBe(text);
    },
  );

  it.each([
    [
      'model.dropuot=0.1',
      "unknown setting 'model.dropuot'; did you mean 'model.dropout'? Settings of 'model': dim, dropout, activation, share",
    ],
    ['dropout=0.1', "unknown setting 'dropout'; did you mean 'model.dropout'? Settings: title, scale, "],
    ['modle.dropout=0.1', "unknown setting 'modle'; did you mean 'model'?"],
    ['zzzzzz=1', "unknown setting 'zzzzzz'. Settings: title, "],
    ['__proto__.polluted=1', "unknown setting '__proto__'"],
    ['constructor=1', "unknown setting 'constructor'"],
    [
      'model.dropout.rate=1',
      "setting 'model.dropout' takes a number from 0 to below 1 and has no setting 'rate' inside",
    ],
    ['model.dropout=high', "setting 'model.dropout' expects a number from 0 to below 1, got 'high'"],
    ['model.dropout=', "setting 'model.dropout' expects a number from 0 to below 1, got ''"],
    ['model.dropout=1.5', "setting 'model.dropout' expects a number from 0 to below 1, got 1.5"],
    ['model.dropout=null', "setting 'model.dropout' is missing; it takes a number from 0 to below 1"],
    ['model.dim=1.5', "setting 'model.dim' expects a whole number of at least 1, got '1.5'"],
    ['model.dim=0', "setting 'model.dim' expects a whole number of at least 1, got 0"],
    ['model.share=yes', "setting 'model.share' expects true or false, got 'yes'"],
    ['model.activation=rel', "setting 'model.activation' expects one of 'relu', 'gelu', got 'rel'"],
    ['model=3', "setting 'model' expects a group of settings (dim, dropout, activation, share), got '3'"],
    ['betas=0.9', "setting 'betas' expects a list of 2 (a number, a number), got '0.9'"],
    ['betas=[0.9]', "setting 'betas' expects a list of 2 (a number, a number), got [0.9]"],
    ['layers=[1.5]', "setting 'layers.0' expects a whole number, got 1.5"],
    ['clip=x', "setting 'clip' expects a number or null, got 'x'"],
    ['limit=some', "setting 'limit' expects a number or 'all', got 'some'"],
    ['schedule.power=2', "unknown setting 'schedule.power'"],
    ['schedule.kind=polynomial', "setting 'schedule.power' is missing; it takes a number"],
    [
      'schedule={"kind":"constant"}',
      "setting 'schedule.kind' expects one of 'inverse-sqrt', 'polynomial', got 'constant'",
    ],
    ['model.dropout', "--set expects name=value (for example model.dropout=0.3), got 'model.dropout'"],
    ['=3', "--set expects name=value (for example model.dropout=0.3), got '=3'"],
  ])('%s: one clear sentence', (assignment, expected) => {
    const message = sentence(assignment);
    expect(message).toContain(expected);
    expect(message).not.toContain('\n');
  });
});

describe('checkSettings', () => {
  it('gives what a refinement of the schema says', () => {
    const schema = z
      .strictObject({ a: z.int(), b: z.int() })
      .refine(({ a, b }) => a < b, { path: ['a'], message: 'must be below b' });
    expect(checkSettings(schema, { a: 1, b: 2 })).toEqual({ a: 1, b: 2 });
    expect(() => checkSettings(schema, { a: 3, b: 2 })).toThrow("setting 'a': must be below b");
  });

  it('reads through defaults, nesting and recursion', () => {
    const schema = z.strictObject({
      x: z.strictObject({ y: z.int().default(3) }).prefault({}),
      z: z.number().optional(),
    });
    expect(applySettings(schema, {}, ['x.y=4'])).toEqual({ x: { y: 4 } });
    expect(checkSettings(schema, {})).toEqual({ x: { y: 3 } });
  });
});
