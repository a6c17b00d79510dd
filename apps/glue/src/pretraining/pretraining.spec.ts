import { describe, expect, it } from 'vitest';
import { maskTokens } from './mask-tokens.js';
import { textPieces } from './pretraining-texts.js';

describe('maskTokens', () => {
  const [B, T, V] = [200, 20, 50];
  const ids = Int32Array.from({ length: B * T }, (_, i) => (i % T === 0 ? 2 : 5 + ((i * 31) % (V - 5))));
  const options = { seed: 1, key: 'a', update: 0, share: 0.15, vocabularySize: V, maskId: 4, firstWord: 5 };
  const isWord = (place: number) => place % T !== 0;
  const { ids: masked, places, labels } = maskTokens(ids, isWord, options);

  it('asks about 15 % of the words, never about a special token', () => {
    expect(places).toHaveLength(Math.round(0.15 * B * (T - 1)));
    expect(new Set(places).size).toBe(places.length);
    expect([...places].every(isWord)).toBe(true);
    expect([...labels]).toEqual([...places].map((place) => ids[place]));
  });

  it('hides four fifths of them, changes a tenth, and leaves everything else as it is', () => {
    const hidden = [...places].filter((place) => masked[place] === 4).length / places.length;
    const same = [...places].filter((place) => masked[place] === ids[place]).length / places.length;
    expect(Math.abs(hidden - 0.8)).toBeLessThan(0.05);
    expect(Math.abs(same - 0.1)).toBeLessThan(0.05);
    const asked = new Set(places);
    expect(ids.every((id, place) => asked.has(place) || masked[place] === id)).toBe(true);
    expect(Math.min(...masked.filter((_, place) => isWord(place)))).toBeGreaterThanOrEqual(4);
  });

  it('is a function of seed, batch and epoch', () => {
    expect(maskTokens(ids, isWord, options).places).toEqual(places);
    for (const change of [{ seed: 2 }, { key: 'b' }, { update: 1 }]) {
      expect(maskTokens(ids, isWord, { ...options, ...change }).places).not.toEqual(places);
    }
  });
});

describe('textPieces', () => {
  it('cuts long texts, puts special tokens around, and leaves scraps out', () => {
    const tokenizer = { ids: (text: string) => [...text].map(Number), special: { start: 90, end: 91 } };
    expect(textPieces(['12345678', '12'], tokenizer, 6).map((piece) => [...piece])).toEqual([
      [90, 1, 2, 3, 4, 91],
      [90, 5, 6, 7, 8, 91],
    ]);
  });
});
