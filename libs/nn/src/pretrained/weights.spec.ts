import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodeSafetensors, numberField, readSafetensors, type WritableTensor } from '@rdrop/files';
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ParameterSet } from '../parameter-set.js';
import { loadWeights } from './load-weights.js';
import { readModelConfig } from './model-config.js';
import { saveWeights } from './save-weights.js';
import { readTokenizer, writeTokenizerFiles } from './tokenizer-folder.js';

let folder = '';
let parameters: ParameterSet;

beforeAll(async () => {
  await tf.setBackend('cpu');
  folder = await mkdtemp(join(tmpdir(), 'rdrop-weights-'));
  parameters = new ParameterSet();
  parameters.add('a.weight', tf.zeros([2, 3]));
  parameters.add('a.bias', tf.ones([2]));
});
afterAll(async () => {
  parameters.dispose();
  await rm(folder, { recursive: true, force: true });
});

const filled = (shape: number[], from = 1): WritableTensor => ({
  shape,
  values: Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => from + i),
});

async function file(name: string, tensors: Record<string, WritableTensor>): Promise<string> {
  const path = join(folder, `${name}.safetensors`);
  await writeFile(path, encodeSafetensors(new Map(Object.entries(tensors))));
  return path;
}

describe('loadWeights', () => {
  it('fills parameters by name and lists what is left over on both sides', async () => {
    const source = await file('whole', { 'a.weight': filled([2, 3]), 'b.weight': filled([1]) });
    const report = await loadWeights(parameters, source, { optional: (name) => name === 'a.bias' });
    expect(report).toEqual({ loaded: ['a.weight'], missing: ['a.bias'], extra: ['b.weight'] });
    expect([...parameters.get('a.weight').dataSync()]).toEqual([1, 2, 3, 4, 5, 6]);
    expect([...parameters.get('a.bias').dataSync()]).toEqual([1, 1]);
    await expect(loadWeights(parameters, source)).rejects.toThrow(
      'missing parameters: a.bias; not known to the model: b.weight',
    );
  });

  it('renames, passes buffers over, and changes tensors', async () => {
    const source = await file('renamed', {
      'x/kernel': filled([3, 2]),
      'x/bias': filled([2], 7),
      step: { shape: [], values: new Int32Array([3]) },
    });
    const names: Record<string, string> = { 'x/kernel': 'a.weight', 'x/bias': 'a.bias' };
    const report = await loadWeights(parameters, source, {
      rename: (tensor) => names[tensor],
      adapt: (tensor, name) => (name === 'a.weight' ? { ...tensor, shape: [2, 3] } : tensor),
    });
    expect(report).toEqual({ loaded: ['a.weight', 'a.bias'], missing: [], extra: [] });
    expect([...parameters.get('a.bias').dataSync()]).toEqual([7, 8]);
  });

  it('refuses wrong shapes, all at once, and two tensors for one parameter', async () => {
    const wrong = await file('wrong', { 'a.weight': filled([3, 2]), 'a.bias': filled([3]) });
    await expect(loadWeights(parameters, wrong)).rejects.toThrow(
      'wrong shapes: a.weight [3, 2] instead of [2, 3], a.bias [3] instead of [2]',
    );
    const twice = await file('twice', { one: filled([2]), two: filled([2]) });
    await expect(loadWeights(parameters, twice, { rename: () => 'a.bias' })).rejects.toThrow(
      'both one and two are the parameter a.bias',
    );
    await expect(loadWeights(parameters, join(folder, 'empty'))).rejects.toThrow(
      'expected model.safetensors or model.safetensors.index.json, there is neither',
    );
  });

  it('leaves no tensors behind', async () => {
    const source = await file('again', { 'a.weight': filled([2, 3]), 'a.bias': filled([2]) });
    const before = tf.memory().numTensors;
    await loadWeights(parameters, source);
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('saveWeights', () => {
  it('writes what loadWeights reads, under other names, with the configuration', async () => {
    const into = join(folder, 'saved');
    const rename = (name: string) => `model.${name}`;
    await saveWeights(parameters, into, { config: { hidden_size: 3 }, rename });
    const { tensors, metadata } = await readSafetensors(join(into, 'model.safetensors'));
    expect([...tensors.keys()]).toEqual(['model.a.weight', 'model.a.bias']);
    expect(metadata.get('format')).toBe('pt');
    const before = [...parameters.get('a.weight').dataSync()];
    tf.tidy(() => parameters.get('a.weight').assign(tf.zeros([2, 3])));
    await loadWeights(parameters, into, { rename: (name) => name.replace('model.', '') });
    expect([...parameters.get('a.weight').dataSync()]).toEqual(before);
    expect(await readModelConfig(into, (config) => numberField(config, 'hidden_size'))).toBe(3);
    await expect(readModelConfig(into, (config) => numberField(config, 'layers'))).rejects.toThrow(
      /config.json: it has no number 'layers'/,
    );
  });

  it('reads weights divided over several files', async () => {
    const into = join(folder, 'shards');
    await saveWeights(parameters, into, { config: {} });
    await rm(join(into, 'model.safetensors'));
    const one = encodeSafetensors(new Map([['a.weight', filled([2, 3], 10)]]));
    const two = encodeSafetensors(new Map([['a.bias', filled([2], 20)]]));
    await writeFile(join(into, 'one.safetensors'), one);
    await writeFile(join(into, 'two.safetensors'), two);
    const index = { weight_map: { 'a.weight': 'one.safetensors', 'a.bias': 'two.safetensors' } };
    await writeFile(join(into, 'model.safetensors.index.json'), JSON.stringify(index));
    expect((await loadWeights(parameters, into)).loaded).toEqual(['a.weight', 'a.bias']);
    expect([...parameters.get('a.bias').dataSync()]).toEqual([20, 21]);
  });
});

describe('tokenizer files', () => {
  it('go into a folder and come out of it as a tokenizer', async () => {
    const into = join(folder, 'tokenizer');
    await expect(readTokenizer(into)).rejects.toThrow(
      `${into}: pretrainedTokenizer: expected tokenizer.json`,
    );
    await writeTokenizerFiles(into, { 'vocab.txt': '[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\nyes\n' });
    expect([...(await readTokenizer(into)).encode('Yes no').ids]).toEqual([2, 5, 1, 3]);
  });
});
