import { describe, expect, it } from 'vitest';
import { chosenSizes, GPU_SUITE } from './suite-sizes.js';

const names = (tasks?: string[], sizes?: string[]) =>
  chosenSizes(tasks, sizes).map(({ task, size }) => `${task}/${size}`);

describe('chosenSizes', () => {
  it('is the suite by default', () => {
    expect(chosenSizes(undefined, undefined)).toEqual(GPU_SUITE);
    expect(names()).toEqual(['mt/iwslt', 'mt/wmt-big', 'glue/bert-base', 'lm/base', 'vit/b16']);
  });

  it("takes a task's part of the suite, or any size of it", () => {
    expect(names(['mt', 'vit'])).toEqual(['mt/iwslt', 'mt/wmt-big', 'vit/b16']);
    expect(names(['lm/mini', 'lm'])).toEqual(['lm/mini', 'lm/base']);
    expect(names(['sum'])).toEqual(['sum/mini', 'sum/bart-large']);
  });

  it('puts sizes in the place of the suite, each model once', () => {
    expect(names(undefined, ['mini'])).toEqual(['mt/mini', 'glue/mini', 'lm/mini', 'vit/mini']);
    expect(names(['mt', 'glue'], ['mini', 'iwslt'])).toEqual(['mt/mini', 'glue/mini', 'mt/iwslt']);
  });

  it.each([
    [
      ['chess'],
      undefined,
      "--tasks: expected tasks out of mt, glue, lm, vit, sum, or task/size, got 'chess'",
    ],
    [['mt/mini/x'], undefined, "got 'mt/mini/x'"],
    [['mt/huge'], undefined, "--tasks: expected one of mini, iwslt, wmt-big as a size of 'mt', got 'huge'"],
    [['mt'], ['b16'], "--sizes: expected sizes out of mini, iwslt, wmt-big, got 'b16'"],
  ])('refuses %j %j', (tasks, sizes, sentence) => {
    expect(() => chosenSizes(tasks, sizes)).toThrow(sentence);
  });
});
