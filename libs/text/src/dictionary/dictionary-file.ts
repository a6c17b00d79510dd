import { PYTHON_SPACE } from '../unicode.js';
import { Dictionary, type DictionaryEntry } from './dictionary.js';
import { SPECIAL_SYMBOLS } from './special-symbols.js';

const ROW = new RegExp(
  `^(?<symbol>.+?) (?<count>[+-]?\\d+)(?<overwrite> #fairseq:overwrite)?[${PYTHON_SPACE}]*$`,
  's',
);

/** The text of a `dict.txt`: `symbol count` a line, without the special symbols. */
export function formatDictionary(dictionary: Dictionary): string {
  let text = '';
  let id = 0;
  for (const { symbol, count } of dictionary.entries()) {
    if (id++ >= SPECIAL_SYMBOLS.length) text += `${symbol} ${count}\n`;
  }
  return text;
}

/**
 * Reads the text of a `dict.txt`. Throws, with the number of the line, on one that is not `symbol count` and on a
 * symbol that came before, unless the line ends in `#fairseq:overwrite`.
 */
export function parseDictionary(text: string, name = 'dictionary'): Dictionary {
  const lines = text.split(/\r\n|\r|\n/);
  if (lines.at(-1) === '') lines.pop();
  const seen = new Set<string>(SPECIAL_SYMBOLS);
  const entries: DictionaryEntry[] = [];
  for (const [i, line] of lines.entries()) {
    const { symbol, count, overwrite } = ROW.exec(line)?.groups ?? {};
    if (symbol === undefined || count === undefined) {
      throw new Error(
        `parseDictionary: expected "symbol count" on line ${i + 1} of ${name}, got "${line.slice(0, 80)}"`,
      );
    }
    if (seen.has(symbol) && overwrite === undefined) {
      throw new Error(
        `parseDictionary: expected a new symbol on line ${i + 1} of ${name}, got "${symbol}" again`,
      );
    }
    seen.add(symbol);
    entries.push({ symbol, count: Number(count) });
  }
  return new Dictionary(entries);
}
