import { describe, expect, it } from 'vitest';
import { formatCodes } from '../bpe/codes.js';
import { buildDictionary } from '../dictionary/build-dictionary.js';
import { formatDictionary } from '../dictionary/dictionary-file.js';
import { joinLines } from '../lines.js';
import { cleanCorpus } from '../moses/clean-corpus.js';
import { mosesTokenizer } from '../moses/tokenizer.js';
import { goldenJson, goldenLines, goldenText } from '../testing/golden.js';
import { prepareIwslt } from './prepare-iwslt.js';
import { trainSentences, xmlSentences } from './source-files.js';
import { splitEveryNth } from './split-corpus.js';

const folder = 'iwslt_pipeline';
const tags = {
  source: goldenLines(`${folder}/train.tags.de-en.de`),
  target: goldenLines(`${folder}/train.tags.de-en.en`),
};
const xml = {
  source: goldenLines(`${folder}/IWSLT14.TED.dev2010.de-en.de.xml`),
  target: goldenLines(`${folder}/IWSLT14.TED.dev2010.de-en.en.xml`),
};
const info = goldenJson(`${folder}/info.json`);

describe('IWSLT14 preparation', () => {
  const tok = {
    source: [...trainSentences(tags.source)].map(mosesTokenizer({ language: 'de' })),
    target: [...trainSentences(tags.target)].map(mosesTokenizer({ language: 'en' })),
  };
  const merges = info.at('bpe_merges_asked').number();
  const prepared = prepareIwslt(tags, xml, { source: 'de', target: 'en', merges });

  it('strips tags and tokenises as the reference does', () => {
    expect(joinLines(tok.source)).toBe(goldenText(`${folder}/tok.de`));
    expect(joinLines(tok.target)).toBe(goldenText(`${folder}/tok.en`));
  });

  it('keeps the same pairs', () => {
    const clean = [...cleanCorpus(tok.source, tok.target, { min: 1, max: 175, ratio: 1.5 })];
    expect(joinLines(clean.map(({ source }) => source))).toBe(goldenText(`${folder}/clean.de`));
    expect(joinLines(clean.map(({ target }) => target))).toBe(goldenText(`${folder}/clean.en`));
  });

  it.each(['train', 'valid', 'test'] as const)('prepares the same %s set, in words and in pieces', (set) => {
    expect(joinLines(prepared.words[set].source)).toBe(goldenText(`${folder}/${set}.de`));
    expect(joinLines(prepared.words[set].target)).toBe(goldenText(`${folder}/${set}.en`));
    expect(joinLines(prepared.pieces[set].source)).toBe(goldenText(`${folder}/${set}.bpe.de`));
    expect(joinLines(prepared.pieces[set].target)).toBe(goldenText(`${folder}/${set}.bpe.en`));
  });

  it('learns the same merges and builds the same joint dictionary', () => {
    expect(formatCodes(prepared.merges)).toBe(goldenText(`${folder}/code`));
    const { source, target } = prepared.pieces.train;
    const dictionary = buildDictionary([...source, ...target]);
    expect(formatDictionary(dictionary)).toBe(goldenText(`${folder}/dict.txt`));
    expect(dictionary.size).toBe(info.at('dictionary_size').number());
  });

  it('refuses sides of different length, saying which is short', () => {
    const options = { source: 'de', target: 'en' } as const;
    const short = { source: tags.source.slice(0, -1), target: tags.target };
    expect(() => prepareIwslt(short, xml, options)).toThrow('got a source of 55 lines only');
    const fewer = { source: xml.source, target: xml.target.slice(0, 6) };
    expect(() => prepareIwslt(tags, fewer, options)).toThrow(
      'expected as many target as source segments, got 2 and 6',
    );
  });
});

describe('source files', () => {
  it('drops lines by their tag wherever it stands and keeps blank lines', () => {
    const lines = [
      '<url>x</url>',
      'a <talkid>1</talkid>',
      '',
      '<title>T</title> <description>D</description>',
      '<b>',
    ];
    expect([...trainSentences(lines)]).toEqual(['', 'T D', '<b>']);
  });

  it('drops who spoke and who translated where asked', () => {
    const lines = [
      '<doc docid="1">',
      '<speaker>S</speaker>',
      '<reviewer href="r">R</reviewer>',
      'x',
      '</doc>',
    ];
    expect([...trainSentences(lines, { dropDocumentTags: true })]).toEqual(['x']);
    expect([...trainSentences(lines)]).toEqual(lines);
  });

  it('takes segments and writes ASCII apostrophes', () => {
    const lines = ['<doc>', '<seg id="12">\t It’s ‘so’.  </seg> '];
    expect([...xmlSentences(lines)]).toEqual(["It's ‘so'."]);
    expect([...xmlSentences(lines, { keepApostrophes: true })]).toEqual(['It’s ‘so’.']);
  });
});

describe('splitEveryNth', () => {
  it('holds out the 23rd, the 46th, ...', () => {
    const { train, valid } = splitEveryNth(
      Array.from({ length: 50 }, (_, i) => i + 1),
      23,
    );
    expect(valid).toEqual([23, 46]);
    expect(train).toHaveLength(48);
    expect(() => splitEveryNth([], 0)).toThrow('got 0');
  });
});
