import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import {
  bpeSegmenter,
  buildDictionary,
  countWords,
  formatCodes,
  learnBpe,
  lowercase,
  mosesDetokenizer,
  mosesTokenizer,
  parseCodes,
  removeBpe,
  splitLines,
} from './index.js';

// From libs/text/src to the folder beside the workspace.
const folder = fileURLToPath(new URL('../../../../shared/data/translation/iwslt14/', import.meta.url));
const read = (name: string): string => gunzipSync(readFileSync(`${folder}${name}.gz`)).toString('utf8');

describe.skipIf(!existsSync(folder))(
  'IWSLT14 (skipped where ../shared/data/translation/iwslt14 is absent)',
  () => {
    it('segments every line with the 10k codes learned on the full training set, and joins it again', () => {
      const codes = read('bpe_codes.10k');
      const merges = parseCodes(codes);
      expect(merges).toHaveLength(10_000);
      expect(formatCodes(merges)).toBe(codes);
      const segment = bpeSegmenter(merges);
      const lines = ['train_sample.de', 'train_sample.en'].flatMap((name) => splitLines(read(name)));
      const segmented = lines.map(segment);
      expect(segmented.map(removeBpe)).toEqual(lines);
      // Each piece is a character or the product of a merge; most of the 10k are needed for 17k lines.
      const known = new Set(merges.map(([first, second]) => `${first}${second}`));
      for (const piece of countWords(segmented).keys()) {
        const symbol = piece.endsWith('@@') ? piece.slice(0, -2) : `${piece}</w>`;
        if (!known.has(symbol)) expect(Array.from(symbol.replace('</w>', ''))).toHaveLength(1);
      }
      const { size } = buildDictionary(segmented);
      expect(size).toBeGreaterThan(9_000);
      expect(size).toBeLessThan(10_200);
    });

    it('learns, from a tenth of the text, mostly what was learned from all of it', () => {
      const lines = ['train_sample.de', 'train_sample.en'].flatMap((name) => splitLines(read(name)));
      const reference = parseCodes(read('bpe_codes.10k')).slice(0, 500);
      const learned = new Set(learnBpe(countWords(lines), { merges: 500 }).map((merge) => merge.join(' ')));
      expect(reference.filter((merge) => learned.has(merge.join(' '))).length).toBeGreaterThan(450);
    });

    // Not all: lower-cased abbreviations, quotes and "- -" cannot be told apart once they are detokenised.
    it.each([
      ['de', 0.88],
      ['en', 0.92],
    ] as const)('tokenises detokenised %s lines as they were tokenised, in %f of them', (language, share) => {
      const tokenize = mosesTokenizer({ language });
      const detokenize = mosesDetokenizer({ language });
      const lines = splitLines(read(`valid.${language}`));
      const same = lines.filter((line) => lowercase(tokenize(detokenize(line))) === line).length;
      expect(same / lines.length).toBeGreaterThan(share);
    });
  },
);
