import { describe, expect, it } from 'vitest';
import { goldenJson, goldenLines, goldenText } from '../testing/golden.js';
import { bpeSegmenter } from './bpe-segmenter.js';
import { formatCodes, parseCodes } from './codes.js';
import { learnBpe } from './learn-bpe.js';
import { removeBpe } from './remove-bpe.js';
import { countWords, formatVocabulary, parseVocabulary } from './vocabulary.js';

const train = ['bpe/train.de', 'bpe/train.en'].flatMap(goldenLines);

describe.each([20, 100, 400])('subword-nmt with %i merges', (asked) => {
  const codes = goldenText(`bpe/codes.${asked}`);
  const merges = parseCodes(codes);

  it('learns the same merges in the same order and stops where the reference stops', () => {
    const learned = learnBpe(countWords(train), { merges: asked });
    expect(formatCodes(learned)).toBe(codes);
    expect(learned).toHaveLength(
      goldenJson('bpe/info.json').at('codes').at(`${asked}`).at('merges').number(),
    );
  });

  it.each(['train.de', 'train.en', 'unseen.txt'])('segments %s alike', (file) => {
    expect(goldenLines(`bpe/${file}`).map(bpeSegmenter(merges))).toEqual(
      goldenLines(`bpe/${file}.bpe${asked}`),
    );
  });

  it('counts the same vocabulary', () => {
    const segmented = train.map(bpeSegmenter(merges));
    expect(formatVocabulary(countWords(segmented))).toBe(goldenText(`bpe/vocab.${asked}`));
  });

  it('splits what the vocabulary has fewer than three times', () => {
    const vocabulary = parseVocabulary(goldenText(`bpe/vocab.${asked}`), 3);
    const segment = bpeSegmenter(merges, { vocabulary });
    expect(goldenLines('bpe/unseen.txt').map(segment)).toEqual(
      goldenLines(`bpe/unseen.txt.bpe${asked}.vocab3`),
    );
  });

  it('is undone by removeBpe', () => {
    for (const line of train) expect(removeBpe(bpeSegmenter(merges)(line))).toBe(line);
  });
});
