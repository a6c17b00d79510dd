import { describe, expect, it } from 'vitest';
import { detokenizer } from './detokenizer.js';

describe('detokenizer', () => {
  it('undoes Moses tokens', () => {
    expect(detokenizer('en')('it &apos;s a well @-@ known fact , is n&apos;t it ?')).toBe(
      "it's a well-known fact, is n't it?",
    );
    expect(detokenizer('fr')('c&apos; est vrai ?')).toBe("c'est vrai ?");
  });

  it('joins Chinese words, and leaves the spaces of other writing', () => {
    expect(detokenizer('zh')('我们 在 2013 年 用 New York Times 的 “ 数据 ” ， 对吗 ？')).toBe(
      '我们在2013年用New York Times的“数据”，对吗？',
    );
    expect(detokenizer('zh')('')).toBe('');
  });
});
