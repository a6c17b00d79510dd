import { noDropout, philoxDropout, rDropTerms } from '@rdrop/ops';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { expectNoLeak, relativeGap } from '../testing/compare.js';
import { fixture } from '../testing/golden-case.js';
import { goldenVit, vitTensors } from '../testing/golden-vit.js';
import { imagePatches } from './image-patches.js';
import { resizePositions } from './position-resize.js';
import { vitB16, type VitConfig, vitL16 } from './vit-config.js';
import { vitParameterCounts, vitParameterSpecs } from './vit-parameters.js';
import { createVit, type Vit } from './vit.js';
import { loadVitWeights } from './vit-weights.js';
import type { WeightSource } from './weight-source.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

const tiny: VitConfig = {
  image: 8,
  patch: 4,
  dim: 8,
  ffnDim: 12,
  heads: 2,
  layers: 2,
  classes: 5,
  dropout: 0.1,
  attentionDropout: 0,
};
const images = (): tf.Tensor4D => tf.randomNormal([3, 3, 8, 8], 0, 1, 'float32', 7);

/** The weights of a model as a file would have them. */
async function weightsOf(model: Vit): Promise<WeightSource> {
  const tensors = new Map<string, { shape: number[]; values: Float32Array }>();
  for (const [name, variable] of model.parameters) {
    tensors.set(name, { shape: variable.shape, values: Float32Array.from(await variable.data()) });
  }
  return {
    names: [...tensors.keys()],
    read: (name) => Promise.resolve(tensors.get(name) ?? { shape: [], values: new Float32Array(0) }),
  };
}

describe('imagePatches', () => {
  it('cuts rows of patches, each by channel, row and column', () => {
    const [B, side, patch] = [2, 6, 2];
    const n = side / patch;
    const pixels = tf.reshape<tf.Rank.R4>(tf.range(0, B * 3 * side * side), [B, 3, side, side]);
    const found = tf.tidy(() => imagePatches(pixels, patch));
    expect(found.shape).toEqual([B, n * n, 3 * patch * patch]);
    const expected: number[] = [];
    for (let image = 0; image < B; image++) {
      for (let at = 0; at < n * n; at++) {
        for (let inPatch = 0; inPatch < 3 * patch * patch; inPatch++) {
          const channel = Math.floor(inPatch / (patch * patch));
          const y = Math.floor(at / n) * patch + (Math.floor(inPatch / patch) % patch);
          const x = (at % n) * patch + (inPatch % patch);
          expected.push(((image * 3 + channel) * side + y) * side + x);
        }
      }
    }
    expect(Array.from(found.dataSync())).toEqual(expected);
    tf.dispose([pixels, found]);
  });
});

describe('resizePositions', () => {
  const golden = vitTensors('position_resize');
  const cases = [...golden.keys()].flatMap((key) => /^(\d+)x\d+_to_(\d+)x\d+\.in$/.exec(key) ?? []);
  it.each(Array.from({ length: cases.length / 3 }, (_, i) => cases.slice(3 * i, 3 * i + 3)))(
    'is that of the official loader: %s',
    (key, from, to) => {
      const { values, shape } = fixture(golden, key);
      const table = { values: Float32Array.from(values), side: Number(from), dim: shape[2] ?? 0 };
      const expected = fixture(golden, key.replace('.in', '.out'));
      expect(relativeGap(resizePositions(table, Number(to)), expected.values)).toBeLessThan(1e-6);
    },
  );

  it('refuses a table that is no square grid', () => {
    expect(() => resizePositions({ values: new Float32Array(12), side: 2, dim: 3 }, 4)).toThrow(
      '5 rows of 3',
    );
  });
});

describe('vitParameterCounts', () => {
  const total = (config: VitConfig): number =>
    vitParameterCounts(config).reduce((sum, { parameters }) => sum + parameters, 0);

  it("has the published models' sizes", () => {
    // As the published models have them: 86,567,656 and 304,326,632 at 224 pixels and 1000 classes.
    expect(total(vitB16(1000, 224))).toBe(86_567_656);
    expect(total(vitL16(1000, 224))).toBe(304_326_632);
    expect(total(vitB16(100, 384))).toBe(86_567_656 - 900 * 769 + (577 - 197) * 768);
  });

  it('is what is allocated', () => {
    const model = createVit(tiny, 3);
    expect(model.parameters.size).toBe(total(tiny));
    expect(model.parameters.names()).toEqual(vitParameterSpecs(tiny).map(({ name }) => name));
    model.dispose();
  });

  it.each([
    [{ patch: 3 }, 'image to be a multiple of patch, got 8 and 3'],
    [{ heads: 3 }, 'dim to be a multiple of heads, got 8 and 3'],
    [{ layers: 0 }, 'layers to be a whole number from 1, got 0'],
    [{ dropout: 1 }, 'dropout in [0, 1), got 1'],
  ])('refuses %o', (changes, sentence) => {
    expect(() => createVit({ ...tiny, ...changes }, 1)).toThrow(sentence);
  });
});

describe('a new model', () => {
  it('says that all classes are equally likely, so that its passes do not diverge yet', () => {
    const model = createVit(tiny, 3);
    tf.tidy(() => {
      const twice = tf.concat([images(), images()], 0);
      const logits = model.forward(twice, philoxDropout({ seed: 1, update: 0 }));
      const terms = rDropTerms(logits, tf.tensor1d([0, 1, 2], 'int32'), { passes: 2 }).dataSync();
      expect(terms[0]).toBeCloseTo(3 * Math.log(5), 5);
      expect(terms[4]).toBe(0);
      // What is under the head diverges.
      const states = model.classStates(twice, philoxDropout({ seed: 1, update: 0 }));
      const [first, second] = tf.split(states, 2);
      if (first === undefined || second === undefined) throw new Error('expected two passes');
      expect(tf.max(tf.abs(tf.sub(first, second))).dataSync()[0]).toBeGreaterThan(0.01);
    });
    model.dispose();
  });

  it('holds on to nothing', () => {
    const model = createVit(tiny, 3);
    const input = images();
    expectNoLeak(() => {
      model.forward(input, philoxDropout({ seed: 1, update: 0 })).dispose();
      model.classStates(input, noDropout).dispose();
    });
    input.dispose();
    model.dispose();
  });
});

describe('loadVitWeights', () => {
  it('resizes positions for another image size and leaves a head for other classes as it is', async () => {
    const trained = createVit(tiny, 3);
    const larger = createVit({ ...tiny, image: 16, classes: 7 }, 4);
    const loaded = await loadVitWeights(larger, await weightsOf(trained));
    expect(loaded).toEqual({
      naming: 'hugging-face',
      resized: { from: 2, to: 4 },
      head: false,
      unused: ['classifier.weight', 'classifier.bias'],
    });
    expect(await larger.head.weight.data()).toEqual(new Float32Array(7 * 8));
    const corner = (model: Vit, row: number) =>
      Array.from(
        model.parameters
          .get('vit.embeddings.position_embeddings')
          .dataSync()
          .slice(8 * row, 8 * row + 8),
      );
    expect(corner(larger, 16)).toEqual(corner(trained, 4));
    trained.dispose();
    larger.dispose();
  });

  it('says what is missing, and what has another shape', async () => {
    const trained = createVit(tiny, 3);
    const source = await weightsOf(trained);
    const deeper = createVit({ ...tiny, layers: 3 }, 4);
    await expect(loadVitWeights(deeper, source)).rejects.toThrow(
      'vit.encoder.layer.2.layernorm_before.weight',
    );
    const wider = createVit({ ...tiny, ffnDim: 16 }, 4);
    await expect(loadVitWeights(wider, source)).rejects.toThrow(
      'intermediate.dense.weight [16, 8], the file has [12, 8]',
    );
    await expect(loadVitWeights(wider, { ...source, names: ['x'] })).rejects.toThrow('no weights of a ViT');
    for (const model of [trained, deeper, wider]) model.dispose();
  });

  it('reads the weights of a larger image for a smaller one', async () => {
    const { model, loaded } = await goldenVit('vit_basic', 'google', { image: 8 });
    expect(loaded.resized).toEqual({ from: 4, to: 2 });
    model.dispose();
  });
});
