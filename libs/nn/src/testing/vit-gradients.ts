import * as tf from '@tensorflow/tfjs';
import { expect } from 'vitest';
import { sourceTensor } from '../vit/vit-naming.js';
import type { Vit } from '../vit/vit.js';
import { relativeGap } from './compare.js';
import type { FixtureTensor } from './fixture.js';
import { fixture, type GoldenJson } from './golden-case.js';

/** Asserts every gradient of `variableGrads` against `grad.*` of a fixture, which has the official names. */
export function expectGradients(
  model: Vit,
  grads: Readonly<Record<string, tf.Tensor>>,
  expected: { readonly json: GoldenJson; readonly gradients: ReadonlyMap<string, FixtureTensor> },
): void {
  const zeros = expected.json.list('gradients_that_are_zero_in_exact_arithmetic');
  for (const [name, variable] of model.parameters) {
    const gradient = grads[variable.name];
    if (gradient === undefined) throw new Error(`no gradient for ${name}`);
    const official = sourceTensor('official', name);
    if (zeros.includes(official)) {
      expect(tf.max(tf.abs(gradient)).dataSync()[0], name).toBeLessThan(1e-5);
      continue;
    }
    const { values } = fixture(expected.gradients, `grad.${official}`);
    expect(relativeGap(gradient.dataSync(), values), name).toBeLessThan(1e-4);
  }
}
