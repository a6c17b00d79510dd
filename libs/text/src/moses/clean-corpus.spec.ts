import { describe, expect, it } from 'vitest';
import { goldenJson } from '../testing/golden.js';
import { cleanCorpus } from './clean-corpus.js';

const golden = goldenJson('moses/clean-corpus-n.json');
const source = golden.at('source').strings();
const target = golden.at('target').strings();

describe('cleanCorpus', () => {
  it.each(golden.at('runs').items())('equals clean-corpus-n.perl, run %#', (run) => {
    const cleaned = [
      ...cleanCorpus(source, target, {
        ratio: run.at('ratio').number(),
        min: run.at('min').number(),
        max: run.at('max').number(),
      }),
    ];
    expect(cleaned.map((pair) => pair.source)).toEqual(run.at('source').strings());
    expect(cleaned.map((pair) => pair.target)).toEqual(run.at('target').strings());
  });

  it('is lazy: a pair comes out before the next line is read', () => {
    function* endless(): Generator<string, never, undefined> {
      for (;;) yield 'a b';
    }
    expect(cleanCorpus(endless(), endless(), { min: 1, max: 5 }).next().value).toEqual({
      source: 'a b',
      target: 'a b',
    });
  });

  it('keeps factors when the first pair has them, and refuses an empty one', () => {
    expect([...cleanCorpus(['a|x b|y'], ['c|z'], { min: 1, max: 5 })]).toEqual([
      { source: 'a|x b|y', target: 'c|z' },
    ]);
    expect(() => [...cleanCorpus(['a|x', 'b'], ['c|z', 'd||e'], { min: 1, max: 5 })]).toThrow(
      'on line 2 of the target, got "d||e"',
    );
  });

  it('cleans a part of a corpus as it would be cleaned in the whole, told whether the whole has factors', () => {
    const whole = [...cleanCorpus(['a|x', 'b|y'], ['c', 'd'], { min: 1, max: 5 })];
    const part = [...cleanCorpus(['b|y'], ['d'], { min: 1, max: 5, factored: true })];
    expect(part).toEqual(whole.slice(1));
    expect([...cleanCorpus(['b|y'], ['d'], { min: 1, max: 5, factored: false })]).toEqual([
      { source: 'by', target: 'd' },
    ]);
  });

  it('drops words that are too long, counted in characters', () => {
    const pairs = [...cleanCorpus(['😀😀', '😀😀😀'], ['a', 'b'], { min: 1, max: 5, maxWordLength: 2 })];
    expect(pairs).toEqual([{ source: '😀😀', target: 'a' }]);
  });

  it.each([
    [['a', 'b'], ['a'], 'got a target of 1 lines only'],
    [['a'], ['a', 'b'], 'got a source of 1 lines only'],
  ])('refuses sides of different length', (short, long, message) => {
    expect(() => [...cleanCorpus(short, long, { min: 1, max: 5 })]).toThrow(message);
  });
});
