import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as tf from '@tensorflow/tfjs';
import { createVit, type Vit } from '../vit/vit.js';
import type { VitConfig } from '../vit/vit-config.js';
import { loadVitWeights, type LoadedVit } from '../vit/vit-weights.js';
import { type WeightSource, withWeights } from '../vit/weight-source.js';
import { type FixtureTensor, numbers, readFixture } from './fixture.js';
import { fixture, GoldenJson } from './golden-case.js';

export const vitCases = ['vit_basic', 'vit_two_heads'] as const;
export type VitCase = (typeof vitCases)[number];

const folder = new URL('./golden/vit/', import.meta.url);

export const vitJson = (name: VitCase): GoldenJson =>
  new GoldenJson(JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8')));

export const vitTensors = (name: VitCase | 'position_resize', kind: '' | '.rdrop' = '') =>
  readFixture(new URL(`${name}${kind}.safetensors`, folder));

/** The configuration of a case; `dropout` is 0 except for its R-Drop step. */
export function vitGoldenConfig(json: GoldenJson, dropout = 0): VitConfig {
  const size = (name: string): number => json.number('config', name);
  return {
    image: size('image'),
    patch: size('patch'),
    dim: size('dim'),
    ffnDim: size('mlp'),
    heads: size('heads'),
    layers: size('layers'),
    classes: size('classes'),
    dropout,
    attentionDropout: 0,
  };
}

/** The official names are those of `param.*` in the file of expected values. */
function officialWeights(name: VitCase): WeightSource {
  const tensors = vitTensors(name);
  return {
    names: [...tensors.keys()].flatMap((key) => (key.startsWith('param.') ? [key.slice(6)] : [])),
    read(key) {
      const { shape, values } = fixture(tensors, `param.${key}`);
      return Promise.resolve({ shape, values: Float32Array.from(values) });
    },
  };
}

const FILES = { 'hugging-face': 'hf.safetensors', google: 'flax.npz' } as const;

/** A model of a case with the weights of one kind of file. */
export async function goldenVit(
  name: VitCase,
  kind: 'official' | 'hugging-face' | 'google',
  changes: Partial<VitConfig> = {},
): Promise<{ model: Vit; loaded: LoadedVit }> {
  const model = createVit({ ...vitGoldenConfig(vitJson(name)), ...changes }, 1);
  const load = (source: WeightSource): Promise<LoadedVit> => loadVitWeights(model, source);
  const loaded =
    kind === 'official'
      ? load(officialWeights(name))
      : withWeights(fileURLToPath(new URL(`${name}.${FILES[kind]}`, folder)), load);
  return { model, loaded: await loaded };
}

/** The images of a case `times` times and its labels once. */
export function vitBatch(
  json: GoldenJson,
  tensors: ReadonlyMap<string, FixtureTensor>,
  times = 1,
): { images: tf.Tensor4D; labels: tf.Tensor1D } {
  const { values, shape } = fixture(tensors, 'in.images_nchw');
  const [B = 0, channels = 0, height = 0, width = 0] = shape;
  const repeated = Array.from({ length: times }, () => [...values]).flat();
  return {
    images: tf.tensor4d(Float32Array.from(repeated), [times * B, channels, height, width]),
    labels: tf.tensor1d(numbers(json.value('labels'), 'labels'), 'int32'),
  };
}
