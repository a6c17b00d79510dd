/** What each character becomes; applied to all of them at once, which is the same because no rule writes what another reads. */
const REPLACEMENTS: Readonly<Record<string, string>> = {
  '，': ',',
  '、': ',',
  '”': '"',
  '“': '"',
  '∶': ':',
  '：': ':',
  '？': '?',
  '《': '"',
  '》': '"',
  '）': ')',
  '！': '!',
  '（': '(',
  '；': ';',
  '」': '"',
  '「': '"',
  '～': '~',
  '’': "'",
  '…': '...',
  '━': '-',
  '〈': '<',
  '〉': '>',
  '【': '[',
  '】': ']',
  '％': '%',
};
const WIDE = /[，、”“∶：？《》）！（；」「～’…━〈〉【】％]/g;
const WIDE_DIGIT = /[０-９]/g;
/** Full stops take the spaces after them along and leave one. */
const WIDE_STOP = /[。．] */g;
const DIGIT_SHIFT = 0xff10 - 0x30;

/** `replace-unicode-punctuation.perl`: East Asian and typographic punctuation and wide digits become ASCII. */
export function replaceUnicodePunctuation(line: string): string {
  return line
    .replace(WIDE_STOP, '. ')
    .replace(WIDE, (character) => REPLACEMENTS[character] ?? character)
    .replace(WIDE_DIGIT, (digit) => String.fromCharCode(digit.charCodeAt(0) - DIGIT_SHIFT));
}
