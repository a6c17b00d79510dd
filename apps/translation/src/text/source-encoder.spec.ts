import { EOS_ID } from '@rdrop/text';
import { describe, expect, it } from 'vitest';
import { cutSource, MAX_SOURCE } from './source-encoder.js';

describe('cutSource', () => {
  it('leaves what fits, and ends what it cuts', () => {
    const ids = (length: number) =>
      Int32Array.from({ length }, (_, at) => (at < length - 1 ? at + 4 : EOS_ID));
    expect(cutSource(ids(MAX_SOURCE))).toEqual(ids(MAX_SOURCE));
    const long = ids(MAX_SOURCE + 7);
    expect(cutSource(long)).toEqual(Int32Array.from([...long.slice(0, MAX_SOURCE - 1), EOS_ID]));
  });
});
