import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs';
import { createTransformer, type Transformer } from '../transformer/transformer.js';
import type { TransformerConfig } from '../transformer/transformer-config.js';
import { type FixtureTensor, numbers, readFixture, record } from './fixture.js';

export type GoldenName = 'iwslt_share_all' | 'iwslt_share_decoder' | 'prenorm_untied';
export const goldenNames: readonly GoldenName[] = [
  'iwslt_share_all',
  'iwslt_share_decoder',
  'prenorm_untied',
];

const folder = new URL('./golden/', import.meta.url);

/** A parsed golden JSON file, walked by dotted paths. */
export class GoldenJson {
  constructor(readonly root: unknown) {}

  value(...path: (string | number)[]): unknown {
    let value: unknown = this.root;
    for (const step of path) {
      if (typeof step === 'string') value = record(value, path.join('/'))[step];
      else if (Array.isArray(value)) value = value[step];
      else throw new Error(`${path.join('/')}: expected a list`);
    }
    return value;
  }

  number(...path: (string | number)[]): number {
    const value = this.value(...path);
    if (typeof value !== 'number') throw new Error(`${path.join('/')}: expected a number`);
    return value;
  }

  list(...path: (string | number)[]): unknown[] {
    const value = this.value(...path);
    if (!Array.isArray(value)) throw new Error(`${path.join('/')}: expected a list`);
    return value;
  }

  rows(...path: (string | number)[]): number[][] {
    return this.list(...path).map((row) => numbers(row, path.join('/')));
  }

  has(key: string): boolean {
    return key in record(this.root, key);
  }
}

export function goldenJson(name: GoldenName): GoldenJson {
  return new GoldenJson(JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8')));
}

export function goldenTensors(
  name: GoldenName,
  kind: '' | '.rdrop' | '.beam' = '',
): Map<string, FixtureTensor> {
  return readFixture(new URL(`${name}${kind}.safetensors`, folder));
}

function sharing(value: unknown): TransformerConfig['share'] {
  if (value === 'all' || value === 'decoder' || value === 'none') return value;
  throw new Error(`share: expected all, decoder or none, got ${String(value)}`);
}

/** The configuration of a golden case; `dropout` is 0 except for its R-Drop step. */
export function goldenConfig(json: GoldenJson, dropout = 0): TransformerConfig {
  const config = record(json.value('config'), 'config');
  const share = sharing(config['share']);
  const sourceVocabulary = json.number('config', 'src_vocab');
  return {
    dim: json.number('config', 'dim'),
    ffnDim: json.number('config', 'ffn'),
    heads: json.number('config', 'heads'),
    encoderLayers: json.number('config', 'encoder_layers'),
    decoderLayers: json.number('config', 'decoder_layers'),
    sourceVocabulary,
    targetVocabulary: 'tgt_vocab' in config ? json.number('config', 'tgt_vocab') : sourceVocabulary,
    share,
    dropout,
    attentionDropout: 0,
    activationDropout: 0,
    normalizeBefore: 'extra' in config,
    paddingId: 1,
    activation: 'relu',
  };
}

export function fixture(tensors: ReadonlyMap<string, FixtureTensor>, name: string): FixtureTensor {
  const tensor = tensors.get(name);
  if (tensor === undefined) throw new Error(`golden tensor "${name}" is missing`);
  return tensor;
}

/** A model of this configuration that carries the golden weights `param.*`. */
export function goldenModel(
  config: TransformerConfig,
  tensors: ReadonlyMap<string, FixtureTensor>,
): Transformer {
  const model = createTransformer(config, 1);
  for (const [name, variable] of model.parameters) {
    const { values, shape } = fixture(tensors, `param.${name}`);
    tf.tidy(() => variable.assign(tf.tensor(values, shape, 'float32')));
  }
  return model;
}

export function ids(rows: readonly (readonly number[])[]): tf.Tensor2D {
  return tf.tensor2d(
    rows.map((row) => [...row]),
    [rows.length, rows[0]?.length ?? 0],
    'int32',
  );
}
