import { describe, expect, it } from 'vitest';
import { goldenJson, goldenLines, goldenText } from '../testing/golden.js';
import { randomLines } from '../testing/random-text.js';
import { buildDictionary } from './build-dictionary.js';
import { parseDictionary, formatDictionary } from './dictionary-file.js';

const golden = goldenJson('dictionary/dictionary.json');

/** The stored paths are relative to a neighbouring folder. */
const inBpeFolder = (path: string): string => path.replace('../', '');

describe.each(['joined', 'threshold3', 'nwords40', 'no_padding_factor', 'ties'])(
  'fairseq dictionary "%s"',
  (name) => {
    const expected = golden.at(name);
    const lines = expected.at('files').isNull()
      ? expected.at('lines').strings()
      : expected.at('files').strings().map(inBpeFolder).flatMap(goldenLines);
    const nwords = expected.at('nwords').number();
    const dictionary = buildDictionary(lines, {
      threshold: expected.at('threshold').number(),
      paddingFactor: expected.at('padding_factor').number(),
      ...(nwords > 0 ? { maxSymbols: nwords } : {}),
    });

    it('has the same symbols, ids and counts', () => {
      const entries = [...dictionary.entries()];
      expect(dictionary.size).toBe(expected.at('size').number());
      expect(entries.map(({ symbol }) => symbol)).toEqual(expected.at('symbols').strings());
      expect(entries.map(({ count }) => count)).toEqual(expected.at('counts').numbers());
    });

    it('is saved the same and read back', () => {
      const text = goldenText(`dictionary/dict.${name}.txt`);
      expect(formatDictionary(dictionary)).toBe(text);
      expect(formatDictionary(parseDictionary(text))).toBe(text);
    });

    it('encodes and decodes the same', () => {
      const encoded = expected.at('encoded');
      const of = encoded.at('of').string();
      const ids = encoded
        .at('ids')
        .items()
        .map((row) => row.numbers());
      expect(
        (of === 'lines' ? lines : goldenLines(inBpeFolder(of))).map((line) => [
          ...dictionary.encodeLine(line),
        ]),
      ).toEqual(ids);
      expect(ids.map((row) => dictionary.decode(row, { joinBpe: true }))).toEqual(
        encoded.at('decoded_without_bpe').strings(),
      );
    });
  },
);

describe('Dictionary', () => {
  const lines = randomLines(1, 50);
  const dictionary = buildDictionary(lines);

  it('does not depend on the order of lines', () => {
    expect(formatDictionary(buildDictionary(lines.toReversed()))).toBe(formatDictionary(dictionary));
  });

  it('decodes what it encoded, ending every line with </s>', () => {
    for (const line of lines) {
      const ids = dictionary.encodeLine(line);
      expect(ids.at(-1)).toBe(2);
      expect(dictionary.encodeLine(line, { appendEos: false })).toEqual(ids.slice(0, -1));
      expect(dictionary.decode(ids)).toBe(line);
    }
  });

  it('counts special symbols in the text without giving them a second place', () => {
    const small = buildDictionary(['a <unk> <s> <unk>', 'a']);
    expect([...small.entries()].slice(0, 5).map(({ count }) => count)).toEqual([2, 1, 3, 3, 2]);
    expect(small.size).toBe(8);
  });

  it('takes every whitespace character for a division, as Python does', () => {
    expect(dictionary.encodeLine('\u00a0zz \u2003\x1c zz\u3000zz\x85')).toEqual(Int32Array.of(3, 3, 3, 2));
  });

  it('writes another text for unknown symbols where asked, and refuses ids it does not have', () => {
    expect(dictionary.decode([3, 2], { unknown: '<<unk>>' })).toBe('<<unk>>');
    expect(() => dictionary.decode([dictionary.size])).toThrow(`expected an id in 0..${dictionary.size - 1}`);
  });
});

describe('parseDictionary', () => {
  it.each([
    ['a 1\nb\n', 'line 2'],
    ['a 1\n\nb 2\n', 'line 2'],
    ['a one\n', 'line 1'],
    ['a 1\nb 2\na 3\n', 'expected a new symbol on line 3 of dict.txt, got "a" again'],
    ['<pad> 1\n', 'expected a new symbol on line 1'],
  ])('refuses %j', (text, message) => {
    expect(() => parseDictionary(text, 'dict.txt')).toThrow(message);
  });

  it('lets a marked line take a symbol over', () => {
    const dictionary = parseDictionary('a 1\n<s> 5 #fairseq:overwrite\nx y 7\r\n');
    expect([dictionary.idOf('<s>'), dictionary.idOf('x y'), dictionary.size]).toEqual([5, 6, 7]);
  });
});
