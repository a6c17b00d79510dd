import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { tinyConfig } from '../testing/tiny-model.js';
import { transformerMemoryEstimate } from './memory-estimate.js';
import { createTransformer } from './transformer.js';
import { checkTransformerConfig, transformerIwslt, transformerWmtBig } from './transformer-config.js';
import { transformerParameterCounts } from './transformer-parameters.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

function total(counts: readonly { parameters: number }[]): number {
  return counts.reduce((sum, { parameters }) => sum + parameters, 0);
}

describe('transformerParameterCounts', () => {
  it('counts the sizes of the paper', () => {
    expect(transformerParameterCounts(transformerIwslt(10152))).toEqual([
      { part: 'shared embedding', parameters: 10152 * 512 },
      { part: 'encoder layers', parameters: 12_616_704 },
      { part: 'decoder layers', parameters: 18_926_592 },
    ]);
    expect(total(transformerParameterCounts(transformerIwslt(10152)))).toBe(36_741_120);
    // Transformer big without its embedding: 6 encoder layers of 12,596,224 and 6 decoder layers of 16,796,672.
    const big = total(transformerParameterCounts(transformerWmtBig(32768)));
    expect(big).toBe(32768 * 1024 + 6 * 12_596_224 + 6 * 16_796_672);
  });

  it.each([
    { share: 'all' as const },
    { share: 'decoder' as const, targetVocabulary: 11 },
    { share: 'none' as const, targetVocabulary: 9, normalizeBefore: true },
  ])('equals what is allocated, %o', (changes) => {
    const config = tinyConfig(changes);
    const model = createTransformer(config, 1);
    expect(total(transformerParameterCounts(config))).toBe(model.parameters.size);
    model.dispose();
  });
});

describe('initialisation', () => {
  it('is a function of the seed', () => {
    const values = (seed: number) => {
      const model = createTransformer(tinyConfig(), seed);
      const all = [...model.parameters].map(([name, variable]) => [name, [...variable.dataSync()]] as const);
      model.dispose();
      return all;
    };
    expect(values(4)).toEqual(values(4));
    expect(values(4)).not.toEqual(values(5));
  });

  it("has fairseq's distributions", () => {
    const config = tinyConfig({
      dim: 64,
      ffnDim: 96,
      heads: 4,
      sourceVocabulary: 200,
      targetVocabulary: 200,
    });
    const model = createTransformer({ ...config, share: 'none', normalizeBefore: true }, 9);
    const values = (name: string) => Array.from(model.parameters.get(name).dataSync());
    const largest = (name: string) => Math.max(...values(name).map(Math.abs));
    const deviation = (name: string) => {
      const list = values(name);
      return Math.sqrt(list.reduce((sum, x) => sum + x * x, 0) / list.length);
    };
    /** Uniform on [-bound, bound]: nothing outside, the outer edge reached, the right spread. */
    const expectUniform = (name: string, bound: number) => {
      expect(largest(name), name).toBeLessThanOrEqual(bound);
      expect(largest(name), name).toBeGreaterThan(0.9 * bound);
      expect(Math.abs(deviation(name) / (bound / Math.sqrt(3)) - 1), name).toBeLessThan(0.15);
    };
    for (const layer of ['encoder.layers.1.self_attn', 'decoder.layers.0.encoder_attn']) {
      for (const projection of ['q_proj', 'k_proj', 'v_proj']) {
        expectUniform(`${layer}.${projection}.weight`, Math.sqrt(6 / 128) / Math.SQRT2);
        expectUniform(`${layer}.${projection}.bias`, 1 / Math.sqrt(64));
      }
      expectUniform(`${layer}.out_proj.weight`, Math.sqrt(6 / 128));
      expect(largest(`${layer}.out_proj.bias`)).toBe(0);
    }
    expectUniform('decoder.layers.1.fc1.weight', 1 / Math.sqrt(64));
    expectUniform('decoder.layers.1.fc2.weight', 1 / Math.sqrt(96));
    expectUniform('decoder.layers.1.fc1.bias', 1 / Math.sqrt(64));
    for (const name of ['encoder.embed_tokens.weight', 'decoder.embed_tokens.weight']) {
      expect(Math.abs(deviation(name) * 8 - 1), name).toBeLessThan(0.05);
      const [before, padding, after] = [0, 1, 2].map((row) => values(name).slice(row * 64, (row + 1) * 64));
      expect(padding?.every((x) => x === 0)).toBe(true);
      expect(before?.some((x) => x === 0)).toBe(false);
      expect(after?.some((x) => x === 0)).toBe(false);
    }
    expect(Math.abs(deviation('decoder.output_projection.weight') * 8 - 1)).toBeLessThan(0.05);
    expect(values('encoder.layer_norm.weight').every((x) => x === 1)).toBe(true);
    expect(largest('encoder.layers.0.final_layer_norm.bias')).toBe(0);
    model.dispose();
  });
});

describe('checkTransformerConfig', () => {
  it.each([
    [{ heads: 3 }, 'expected dim to be a multiple of heads (3), got 8'],
    [{ dropout: 1 }, 'expected dropout in [0, 1), got 1'],
    [{ targetVocabulary: 12 }, 'expected equal vocabularies when share is "all", got 13 and 12'],
    [{ paddingId: 13 }, 'expected paddingId inside both vocabularies (0 to 12), got 13'],
    [{ encoderLayers: 0 }, 'expected encoderLayers to be a positive integer, got 0'],
  ])('refuses %o', (changes, message) => {
    expect(() => checkTransformerConfig(tinyConfig(changes))).toThrow(message);
  });
});

describe('transformerMemoryEstimate', () => {
  it('adds parameters, gradients, moments and the documented activations', () => {
    const config = tinyConfig();
    const estimate = transformerMemoryEstimate(config, { rows: 6, sourceLength: 5, targetLength: 4 });
    const count = total(transformerParameterCounts(config));
    expect(estimate.parameters).toBe(4 * count);
    expect(estimate.optimizer).toBe(8 * count);
    const encoder = 5 * (16 + 2 * (64 + 2 * 5 + 12));
    const decoder = 4 * (16 + 26 + 2 * (96 + 2 * 9 + 12)) + 2 * 5 * 16;
    expect(estimate.activations).toBe(4 * 6 * (encoder + decoder));
    expect(estimate.total).toBe(16 * count + estimate.activations);
  });

  it('says that 64 IWSLT sentence pairs of 32 tokens, doubled, need about 2 GB', () => {
    const batch = { rows: 128, sourceLength: 32, targetLength: 32 };
    const { total: bytes } = transformerMemoryEstimate(transformerIwslt(10152), batch);
    expect(bytes).toBeGreaterThan(1.5e9);
    expect(bytes).toBeLessThan(3e9);
  });
});
