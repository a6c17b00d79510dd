/** What the Treebank writes for brackets. */
const BRACKETS = new Map([
  ['(', '-LRB-'],
  [')', '-RRB-'],
  ['[', '-LSB-'],
  [']', '-RSB-'],
  ['{', '-LCB-'],
  ['}', '-RCB-'],
]);

/** Words that the Treebank writes as two, and where they part. */
const PARTED = [
  /\b(can)(not)\b/giu,
  /\b(d)('ye)\b/giu,
  /\b(gim)(me)\b/giu,
  /\b(gon)(na)\b/giu,
  /\b(got)(ta)\b/giu,
  /\b(lem)(me)\b/giu,
  /\b(more)('n)\b/giu,
  /\b(wan)(na)(?=\s)/giu,
  /(?<=\s)('t)(is)\b/giu,
  /(?<=\s)('t)(was)\b/giu,
];

/** Words whose period is their own. */
const ABBREVIATIONS = new Set(
  (
    'adm assn ave bros capt cmdr co col corp cpl dept dr est ft gen gov hon inc jr lt ltd maj messrs mr mrs ms mt no ' +
    'pfc ph.d prof pvt rep reps rev sen sens sgt sr st supt vs jan feb mar apr jun jul aug sept sep oct nov dec'
  ).split(' '),
);

/** Whether a word before a period inside a line ends there: `U.S`, `J` and `Mr` do not. */
function endsSentence(word: string): boolean {
  return !/^(?:.*\.)?\p{L}$/u.test(word) && !ABBREVIATIONS.has(word.toLowerCase());
}

function partPeriods(line: string): string {
  const inside = line.replace(/(\S+)\.(?=["')\]]*\s)/gu, (whole, word: string) =>
    endsSentence(word.replace(/^[^\p{L}\p{N}]+/u, '')) && !word.endsWith('.') ? `${word} .` : whole,
  );
  return inside.replace(/([^.])\.(["')\]}>]*)\s*$/u, '$1 . $2 ');
}

function partPunctuation(line: string): string {
  const opened = line.replace(/^"/u, '`` ').replace(/([ ([{<])"/gu, '$1 `` ');
  const marked = opened
    .replace(/([:,])(?!\d)/gu, ' $1 ')
    .replace(/\.\.\./gu, ' ... ')
    .replace(/[;@#$%&?!]/gu, ' $& ');
  return partPeriods(marked)
    .replace(/[()[\]{}]/gu, (bracket) => ` ${BRACKETS.get(bracket) ?? bracket} `)
    .replace(/[<>]/gu, ' $& ')
    .replace(/--/gu, ' -- ');
}

function partEndings(line: string): string {
  const ended = ` ${line} `
    .replace(/"/gu, " '' ")
    .replace(/([^' ])('[sS]|'[mM]|'[dD]|') /gu, '$1 $2 ')
    .replace(/([^' ])('ll|'LL|'re|'RE|'ve|'VE|n't|N'T) /gu, '$1 $2 ');
  return PARTED.reduce((text, word) => text.replace(word, ' $1 $2 '), ended);
}

/**
 * A line in the words of the Penn Treebank, between single spaces: punctuation parted from words, quotation marks and
 * brackets renamed, contractions and genitives cut (`don't` to `do n't`).
 *
 * BART's recipe for CNN/DailyMail runs Stanford's PTBTokenizer on both sides before ROUGE. This follows the Treebank's rules
 * as NLTK's TreebankWordTokenizer does, with one addition: periods inside a line are parted too, unless they belong
 * to an initial or a listed abbreviation. Stanford's list of abbreviations is longer.
 */
export function pennWords(line: string): string {
  return partEndings(partPunctuation(line.replace(/\s+/gu, ' ')))
    .trim()
    .replace(/ +/gu, ' ');
}
