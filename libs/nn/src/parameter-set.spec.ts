import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { ParameterSet } from './parameter-set.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

describe('ParameterSet', () => {
  it('owns its variables, keeps their order and gives them back', () => {
    const before = tf.memory().numTensors;
    const set = new ParameterSet();
    const twin = new ParameterSet();
    set.add('b.weight', tf.ones([2, 3]));
    set.add('a.bias', tf.zeros([3]));
    twin.add('a.bias', tf.zeros([3]));
    expect(tf.memory().numTensors).toBe(before + 3);
    expect(set.names()).toEqual(['b.weight', 'a.bias']);
    expect([...set].map(([name, { shape }]) => [name, shape])).toEqual([
      ['b.weight', [2, 3]],
      ['a.bias', [3]],
    ]);
    expect(set.size).toBe(9);
    expect(set.has('a.bias')).toBe(true);
    expect(set.matrix('b.weight').shape).toEqual([2, 3]);
    set.dispose();
    set.dispose();
    twin.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('says which name or rank is wrong', () => {
    const set = new ParameterSet();
    set.add('x', tf.zeros([3]));
    const again = tf.zeros([3]);
    expect(() => set.add('x', again)).toThrow('parameter "x" exists already');
    again.dispose();
    expect(() => set.get('y')).toThrow('no parameter "y" among 1 parameters');
    expect(() => set.matrix('x')).toThrow('ParameterSet.matrix("x"): expected a tensor of rank 2, got [3]');
    set.dispose();
  });
});
