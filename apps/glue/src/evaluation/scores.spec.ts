import { GLUE_TASKS, glueTasks } from '@rdrop/datasets';
import { describe, expect, it } from 'vitest';
import { glueScores, mainScore, predictionsOf } from './scores.js';

describe('glueScores', () => {
  it('gives the scores of each task in percent, the deciding one among them', () => {
    const names = GLUE_TASKS.map((name) => Object.keys(glueScores(glueTasks[name], [0, 1, 1], [0, 1, 0])));
    expect(names).toEqual([
      ['matthews'],
      ['accuracy'],
      ['accuracy', 'f1'],
      ['pearson', 'spearman'],
      ['accuracy', 'f1'],
      ['accuracy'],
      ['accuracy'],
      ['accuracy'],
    ]);
    GLUE_TASKS.forEach((name, at) => expect(names[at]?.[0]).toBe(mainScore(name)));
    expect(glueScores(glueTasks.mrpc, [1, 1, 0, 1], [1, 0, 0, 1])).toEqual({ accuracy: 75, f1: 80 });
  });

  it('counts a correlation with a constant as 0', () => {
    expect(glueScores(glueTasks['sts-b'], [2, 2, 2], [1, 2, 3])).toEqual({ pearson: 0, spearman: 0 });
  });
});

describe('predictionsOf', () => {
  it('takes the largest logit of a row, or the number itself', () => {
    expect([...predictionsOf(glueTasks.mnli, [0, 2, 1, 5, -1, 0])]).toEqual([1, 0]);
    expect([...predictionsOf(glueTasks['sts-b'], [0.5, 4])]).toEqual([0.5, 4]);
  });
});
