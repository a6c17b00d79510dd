import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodeSafetensors, readSafetensors } from '@rdrop/files';
import { noDropout, philoxDropout } from '@rdrop/ops';
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { relativeGap } from '../testing/compare.js';
import { ids } from '../testing/golden-case.js';
import { tinyBartConfig } from '../testing/tiny-bart.js';
import { type Bart, createBart } from './bart.js';
import { bartLarge, checkBartConfig } from './bart-config.js';
import { bartConfigFromJson, bartConfigToJson } from './bart-config-json.js';
import { bartMemoryEstimate } from './bart-memory.js';
import { bartParameterCounts } from './bart-parameters.js';
import { bartParameterName, loadBart, saveBart } from './load-bart.js';

let folder = '';
beforeAll(async () => {
  await tf.setBackend('cpu');
  folder = await mkdtemp(join(tmpdir(), 'rdrop-bart-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const source = () =>
  ids(
    [
      [0, 4, 7, 9, 2],
      [0, 5, 2, 1, 1],
    ].flatMap((row) => [row, row]),
  );
const previous = () =>
  ids(
    [
      [2, 0, 4, 7],
      [2, 0, 5, 1],
    ].flatMap((row) => [row, row]),
  );

describe('sizes', () => {
  it('are those of bart.large', () => {
    const parts = Object.fromEntries(
      bartParameterCounts(bartLarge()).map(({ part, parameters }) => [part, parameters]),
    );
    expect(parts).toEqual({
      'shared embedding': 51_471_360,
      positions: 2_101_248,
      'encoder layers': 151_154_688,
      'embedding norms': 4_096,
      'decoder layers': 201_560_064,
    });
    expect(Object.values(parts).reduce((a, b) => a + b)).toBe(406_291_456);
  });

  it('say what cannot be', () => {
    expect(() => checkBartConfig(tinyBartConfig({ heads: 3 }))).toThrow('multiple of heads (3), got 8');
    expect(() => checkBartConfig(tinyBartConfig({ dropout: 1 }))).toThrow('dropout in [0, 1), got 1');
    expect(() => checkBartConfig(tinyBartConfig({ paddingId: 13 }))).toThrow(
      'paddingId inside the vocabulary',
    );
    const json = { ...bartConfigToJson(tinyBartConfig()), encoder_ffn_dim: 4 };
    expect(() => bartConfigFromJson(json)).toThrow(
      'encoder_ffn_dim and decoder_ffn_dim to be equal, got 4 and 12',
    );
    expect(() => bartConfigFromJson({ ...json, activation_function: 'relu' })).toThrow('gelu, got "relu"');
  });

  it('estimate less memory when layers are computed again, and more for long sources', () => {
    const shape = { rows: 8, sourceLength: 1024, targetLength: 64 };
    const kept = bartMemoryEstimate(bartLarge(), shape);
    const again = bartMemoryEstimate(bartLarge(), shape, { recompute: true });
    expect(again.activations).toBeLessThan(kept.activations / 5);
    expect(again.parameters).toBe(kept.parameters);
    const short = bartMemoryEstimate(bartLarge(), { ...shape, sourceLength: 256 });
    expect(short.activations).toBeLessThan(kept.activations / 3);
  });
});

describe('files', () => {
  it('come back as they were written, under the published names', async () => {
    const model = createBart(tinyBartConfig(), 3);
    await saveBart(model, folder);
    const again = await loadBart(folder, { changes: { dropout: 0 } });
    expect(again.config).toEqual(tinyBartConfig({ dropout: 0 }));
    for (const [name, variable] of model.parameters) {
      expect([...again.parameters.get(name).dataSync()], name).toEqual([...variable.dataSync()]);
    }
    const { tensors } = await readSafetensors(join(folder, 'model.safetensors'));
    expect(tensors.get('final_logits_bias')?.shape).toEqual([1, 13]);
    expect(tensors.get('model.decoder.embed_positions.weight')?.shape).toEqual([8, 8]);
    model.dispose();
    again.dispose();
  });

  it('may hold the shared matrix several times, lack the prefix, and lack the bias', async () => {
    const model = createBart(tinyBartConfig(), 4);
    await saveBart(model, folder);
    const file = join(folder, 'model.safetensors');
    const tensors = new Map(
      [...model.parameters].map(([name, variable]) => [
        name.replace('model.', ''),
        { shape: variable.shape, values: variable.dataSync<'float32'>() },
      ]),
    );
    tensors.delete('final_logits_bias');
    const shared = tensors.get('shared.weight');
    if (shared === undefined) throw new Error('expected the shared matrix');
    tensors.set('encoder.embed_tokens.weight', shared).set('lm_head.weight', shared);
    await writeFile(file, encodeSafetensors(tensors));
    const again = await loadBart(folder);
    expect([...again.parameters.get('model.shared.weight').dataSync()]).toEqual([...shared.values]);
    expect(bartParameterName('lm_head.weight')).toBeUndefined();
    model.dispose();
    again.dispose();
  });
});

describe('Bart', () => {
  /** Loss and gradients of a step with dropout. */
  function step(model: Bart): { loss: number; gradients: number[][] } {
    return tf.tidy(() => {
      const { value, grads } = tf.variableGrads(() =>
        tf
          .sum(tf.square(model.forward(source(), previous(), philoxDropout({ seed: 1, update: 2 }))))
          .asScalar(),
      );
      const gradients = [...model.parameters]
        .filter(([, variable]) => variable.trainable)
        .map(([name, variable]) => {
          const gradient = grads[variable.name];
          if (gradient === undefined) throw new Error(`no gradient for ${name}`);
          return [...gradient.dataSync()];
        });
      return { loss: value.arraySync(), gradients };
    });
  }

  it('has the same loss and gradients when layers are computed again, and leaves nothing behind', () => {
    const model = createBart(tinyBartConfig(), 5);
    const again = createBart(tinyBartConfig(), 5, { recompute: true });
    step(again);
    const before = tf.memory().numTensors;
    const [recomputed, kept] = [step(again), step(model)];
    expect(recomputed.loss).toBe(kept.loss);
    // The gradients of the encoder's states are added up in another order.
    recomputed.gradients.forEach((gradient, i) => {
      const expected = kept.gradients[i] ?? [];
      const largest = Math.max(...expected.map(Math.abs));
      if (largest > 1e-6) expect(relativeGap(gradient, expected)).toBeLessThan(1e-6);
    });
    expect(tf.memory().numTensors).toBe(before);
    model.dispose();
    again.dispose();
  });

  it('does not depend on padding, nor on targets still to come', () => {
    const model = createBart(tinyBartConfig(), 6);
    tf.tidy(() => {
      const logits = (from: number[], to: number[]) => model.forward(ids([from]), ids([to]), noDropout);
      const short = logits([0, 5, 2], [2, 0, 5]);
      const padded = logits([0, 5, 2, 1, 1], [2, 0, 5, 1]).slice([0, 0, 0], [1, 3, 13]);
      expect(tf.max(tf.abs(tf.sub(short, padded))).dataSync()[0]).toBeLessThan(1e-6);
      const other = logits([0, 6, 2], [2, 0, 5]);
      expect(tf.max(tf.abs(tf.sub(short, other))).dataSync()[0]).toBeGreaterThan(1e-6);
    });
    model.dispose();
  });

  it('refuses more tokens than it has positions', () => {
    const model = createBart(tinyBartConfig(), 6);
    const long = ids([[0, 3, 4, 5, 6, 7, 2]]);
    expect(() => model.encode(long, noDropout)).toThrow('expected at most 6 tokens (encoder), got 7');
    long.dispose();
    model.dispose();
  });
});
