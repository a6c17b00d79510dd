import * as tf from '@tensorflow/tfjs';
import { afterEach, expect, it } from 'vitest';
import { recordDispatches, timesDispatches } from './dispatch-recorder.js';

afterEach(() => {
  Reflect.deleteProperty(tf.backend(), 'profile');
  Reflect.deleteProperty(tf.backend(), 'memory');
});

/** A backend whose profile has the dispatches that `dispatch` was called for. */
function pretend() {
  const labels: string[] = [];
  Reflect.set(tf.backend(), 'memory', () => ({ dispatches: 7 + labels.length }));
  Reflect.set(tf.backend(), 'profile', async (body: () => Promise<void>) => {
    await body();
    return labels.map((label, i) => ({ label, ms: i + 1 }));
  });
  return (label: string) => labels.push(label);
}

it('puts every dispatch into the phase in which it was asked for', async () => {
  const dispatch = pretend();
  expect(timesDispatches()).toBe(true);
  const { calls, phases } = await recordDispatches(async (onPhase) => {
    onPhase('forward');
    dispatch('gemm');
    dispatch('gelu');
    onPhase('backward');
    dispatch('gemm');
    onPhase('optimizer');
    await Promise.resolve();
  });
  expect(calls.map(({ kernel, phase }) => `${kernel} ${phase}`)).toEqual([
    'gemm forward',
    'gelu forward',
    'gemm backward',
  ]);
  expect(phases.map(({ ms }) => ms)).toEqual([3, 3, 0]);
});

it('is not for backends on the processor', async () => {
  expect(timesDispatches()).toBe(false);
  await expect(recordDispatches(() => Promise.resolve())).rejects.toThrow(
    'a backend that times its dispatches',
  );
});
