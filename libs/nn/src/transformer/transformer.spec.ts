import { noDropout, philoxDropout, rDropTerms } from '@rdrop/ops';
import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { expectNoLeak } from '../testing/compare.js';
import { ids } from '../testing/golden-case.js';
import { tinyModel, tinyPrevious, tinySource, tinyTarget } from '../testing/tiny-model.js';
import { Transformer } from './transformer.js';
import type { TransformerConfig } from './transformer-config.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

const models: Transformer[] = [];
function model(changes: Partial<TransformerConfig> = {}, seed = 3): Transformer {
  const created = tinyModel(changes, seed);
  models.push(created);
  return created;
}
afterEach(() => {
  for (const created of models.splice(0)) created.dispose();
});

function largestDifference(a: tf.Tensor, b: tf.Tensor): number {
  expect(a.shape).toEqual(b.shape);
  return tf.tidy(() => tf.max(tf.abs(tf.sub(a, b))).dataSync()[0] ?? NaN);
}

describe.each([{ normalizeBefore: false }, { normalizeBefore: true }])('Transformer %o', (changes) => {
  it('ignores more padding left of the source and right of the target', () => {
    const tiny = model(changes);
    tf.tidy(() => {
      const plain = tiny.forward(ids(tinySource), ids(tinyPrevious), noDropout);
      const wideSource = ids(tinySource.map((row) => [1, 1, 1, ...row]));
      const widePrevious = ids(tinyPrevious.map((row) => [...row, 1, 1]));
      const wide = tiny.forward(wideSource, widePrevious, noDropout).slice([0, 0, 0], plain.shape);
      const real = tf.notEqual(ids(tinyPrevious), 1).cast('float32').expandDims(-1);
      expect(largestDifference(tf.mul(plain, real), tf.mul(wide, real))).toBeLessThan(2e-6);
    });
  });

  it('shows a target position nothing of later tokens', () => {
    const tiny = model(changes);
    tf.tidy(() => {
      const changed = tinyPrevious.map((row) => [...row.slice(0, 2), 7, 6]);
      const encoded = tiny.encode(ids(tinySource), noDropout);
      const before = tiny.decode(ids(tinyPrevious), encoded, noDropout);
      const after = tiny.decode(ids(changed), encoded, noDropout);
      const head = (states: tf.Tensor3D) => states.slice([0, 0, 0], [1, 2, 8]);
      expect(largestDifference(head(before), head(after))).toBe(0);
      expect(largestDifference(before, after)).toBeGreaterThan(1e-2);
    });
  });
});

describe('dropout in a doubled batch', () => {
  const doubled = (tiny: Transformer, update: number) =>
    tiny.forward(
      ids([...tinySource, ...tinySource]),
      ids([...tinyPrevious, ...tinyPrevious]),
      philoxDropout({ seed: 5, update }),
    );

  it('masks the two halves differently, and in the same way for the same seed and update', () => {
    const tiny = model({ dropout: 0.3, attentionDropout: 0.2, activationDropout: 0.2 });
    tf.tidy(() => {
      const logits = doubled(tiny, 7);
      const [first, second] = tf.split(logits, 2);
      if (first === undefined || second === undefined) throw new Error('expected two halves');
      expect(largestDifference(first, second)).toBeGreaterThan(1e-2);
      expect(largestDifference(logits, doubled(tiny, 7))).toBe(0);
      expect(largestDifference(logits, doubled(tiny, 8))).toBeGreaterThan(1e-2);
    });
  });

  it('is off in evaluation: both halves agree', () => {
    const tiny = model({ dropout: 0.3, attentionDropout: 0.2, activationDropout: 0.2 });
    tf.tidy(() => {
      const source = ids([...tinySource, ...tinySource]);
      const previous = ids([...tinyPrevious, ...tinyPrevious]);
      const [first, second] = tf.split(tiny.forward(source, previous, noDropout), 2);
      if (first === undefined || second === undefined) throw new Error('expected two halves');
      expect(largestDifference(first, second)).toBe(0);
    });
  });

  it('asks for masks at the documented sites', () => {
    const tiny = model({ dropout: 0.3, attentionDropout: 0.2, activationDropout: 0.1 });
    const asked = new Map<string, number>();
    const source = {
      at: (site: string, rate: number) => {
        asked.set(site, rate);
        return undefined;
      },
    };
    tf.dispose(tf.tidy(() => tiny.forward(ids(tinySource), ids(tinyPrevious), source)));
    const layers = (stack: string, names: string[]) =>
      [0, 1].flatMap((i) => names.map((name) => `${stack}.layers.${i}.${name}`));
    const sublayers = ['self_attn', 'self_attn.weights', 'ffn', 'ffn.activation'];
    expect([...asked.keys()].sort()).toEqual(
      [
        'encoder.embed',
        'decoder.embed',
        ...layers('encoder', sublayers),
        ...layers('decoder', [...sublayers, 'encoder_attn', 'encoder_attn.weights']),
      ].sort(),
    );
    expect(asked.get('decoder.layers.1.encoder_attn')).toBe(0.3);
    expect(asked.get('decoder.layers.1.encoder_attn.weights')).toBe(0.2);
    expect(asked.get('encoder.layers.0.ffn.activation')).toBe(0.1);
  });
});

describe('the whole model', () => {
  const lossOf = (tiny: Transformer) => {
    const mask = tf.notEqual(ids(tinyTarget), 1).cast('float32');
    const logits = tiny.forward(
      ids([...tinySource, ...tinySource]),
      ids([...tinyPrevious, ...tinyPrevious]),
      philoxDropout({ seed: 5, update: 2 }),
    );
    const terms = rDropTerms(logits, ids(tinyTarget), { passes: 2, labelSmoothing: 0.1, mask });
    return tf.sum(tf.mul(terms, tf.tensor1d([1, 1, 0, 0, 5]))).asScalar();
  };

  it.each([{ share: 'all' as const }, { share: 'none' as const, normalizeBefore: true }])(
    'has the gradient of finite differences under the R-Drop loss, %o',
    (changes) => {
      const tiny = model({ ...changes, activation: 'gelu', attentionDropout: 0.1, activationDropout: 0.1 });
      const { grads, value } = tf.variableGrads(() => lossOf(tiny));
      value.dispose();
      const step = 4e-3;
      for (const [name, variable] of tiny.parameters) {
        const gradient = grads[variable.name];
        if (gradient === undefined) throw new Error(`no gradient for ${name}`);
        // Along the gradient itself the slope is its norm: the largest signal against float32 rounding.
        const norm = tf.tidy(() => tf.norm(gradient).dataSync()[0] ?? NaN);
        if (name.endsWith('k_proj.bias')) {
          expect(norm, name).toBeLessThan(1e-4);
          continue;
        }
        const start = tf.clone(variable);
        const at = (distance: number) =>
          tf.tidy(() => {
            variable.assign(tf.add(start, tf.mul(gradient, distance / norm)));
            return lossOf(tiny).dataSync()[0] ?? NaN;
          });
        const slope = (at(step) - at(-step)) / (2 * step);
        variable.assign(start);
        start.dispose();
        expect(Math.abs(slope - norm), `${name}: slope ${slope}, gradient ${norm}`).toBeLessThan(
          0.01 * norm + 0.01,
        );
      }
      tf.dispose(grads);
    },
  );

  it('leaves no tensor behind, forward and backward', () => {
    const tiny = model({ attentionDropout: 0.1, activationDropout: 0.1 });
    expectNoLeak(() => {
      const { grads, value } = tf.tidy(() => tf.variableGrads(() => lossOf(tiny)));
      tf.dispose([grads, value]);
    });
    expectNoLeak(() => {
      const source = ids(tinySource);
      const encoded = tiny.encode(source, noDropout);
      tf.dispose([source, encoded.states, encoded.keyMask]);
    });
  });

  it('gives everything back when disposed', () => {
    const source = ids(tinySource);
    const previous = ids(tinyPrevious);
    const before = tf.memory().numTensors;
    const tiny = tinyModel();
    tiny.forward(source, previous, noDropout).dispose();
    tiny.dispose();
    tiny.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('says what is wrong with its inputs', () => {
    const tiny = model();
    expect(() => tf.tidy(() => tiny.forward(ids(tinySource), ids(tinyPrevious.slice(1)), noDropout))).toThrow(
      'Transformer: expected as many sources as targets, got [3, 5] and [2, 4]',
    );
    expect(() => new Transformer({ ...tiny.config, ffnDim: 10 }, tiny.parameters)).toThrow(
      'Transformer: parameter "encoder.layers.0.fc1.weight": expected [10, 8], got [12, 8]',
    );
    expect(() => new Transformer({ ...tiny.config, encoderLayers: 3 }, tiny.parameters)).toThrow(
      'no parameter "encoder.layers.2.self_attn.q_proj.weight"',
    );
  });
});
