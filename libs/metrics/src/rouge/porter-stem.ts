import {
  endsInDoubleConsonant,
  endsInShortSyllable,
  hasVowel,
  isConsonant,
  measure,
} from './porter-measure.js';

/** A suffix, what replaces it, and what its stem must fulfil. The first suffix of a list that fits decides. */
interface Rule {
  readonly suffix: string;
  readonly replacement: string;
  readonly applies: (stem: string) => boolean;
}

const always = (): boolean => true;
const measureAbove =
  (least: number) =>
  (stem: string): boolean =>
    measure(stem) > least;

/** Rules from pairs written `suffix>replacement`, all under one condition. */
function rules(pairs: string, applies: Rule['applies']): Rule[] {
  return pairs.split(' ').map((pair) => {
    const [suffix = '', replacement = ''] = pair.split('>');
    return { suffix, replacement, applies };
  });
}

function apply(word: string, list: readonly Rule[]): string {
  const rule = list.find(({ suffix }) => word.endsWith(suffix));
  if (rule === undefined) return word;
  const stem = word.slice(0, word.length - rule.suffix.length);
  return rule.applies(stem) ? stem + rule.replacement : word;
}

/** Words that NLTK stems by a table. */
const IRREGULAR = new Map([
  ['skies', 'sky'],
  ['sky', 'sky'],
  ['dying', 'die'],
  ['lying', 'lie'],
  ['tying', 'tie'],
  ['news', 'news'],
  ['innings', 'inning'],
  ['inning', 'inning'],
  ['outings', 'outing'],
  ['outing', 'outing'],
  ['cannings', 'canning'],
  ['canning', 'canning'],
  ['howe', 'howe'],
  ['proceed', 'proceed'],
  ['exceed', 'exceed'],
  ['succeed', 'succeed'],
]);

const PLURALS = rules('sses>ss ies>i ss>ss s>', always);

function withoutPlural(word: string): string {
  return word.length === 4 && word.endsWith('ies') ? word.slice(0, -1) : apply(word, PLURALS);
}

const AFTER_PARTICIPLE = rules('at>ate bl>ble iz>ize', always);

function withoutParticiple(word: string): string {
  if (word.endsWith('ied')) return word.slice(0, word.length === 4 ? -1 : -2);
  if (word.endsWith('eed')) return measure(word.slice(0, -3)) > 0 ? word.slice(0, -1) : word;
  const suffix = ['ed', 'ing'].find((end) => word.endsWith(end) && hasVowel(word.slice(0, -end.length)));
  if (suffix === undefined) return word;
  const stem = word.slice(0, -suffix.length);
  const longer = apply(stem, AFTER_PARTICIPLE);
  if (longer !== stem) return longer;
  if (endsInDoubleConsonant(stem)) return 'lsz'.includes(stem.slice(-1)) ? stem : stem.slice(0, -1);
  return measure(stem) === 1 && endsInShortSyllable(stem) ? `${stem}e` : stem;
}

function withI(word: string): string {
  const stem = word.slice(0, -1);
  return word.endsWith('y') && stem.length > 1 && isConsonant(stem, stem.length - 1) ? `${stem}i` : word;
}

const LONG_SUFFIXES = [
  ...rules(
    'ational>ate tional>tion enci>ence anci>ance izer>ize bli>ble alli>al entli>ent eli>e ousli>ous ization>ize ' +
      'ation>ate ator>ate alism>al iveness>ive fulness>ful ousness>ous aliti>al iviti>ive biliti>ble fulli>ful',
    measureAbove(0),
  ),
  // NLTK counts the l to the stem, so that geo- and theo- are long enough.
  { suffix: 'logi', replacement: 'log', applies: (stem: string) => measure(`${stem}l`) > 0 },
];

function withoutLongSuffix(word: string): string {
  const isAdverb = word.endsWith('alli') && measure(word.slice(0, -4)) > 0;
  return isAdverb ? withoutLongSuffix(word.slice(0, -2)) : apply(word, LONG_SUFFIXES);
}

const MIDDLE_SUFFIXES = rules('icate>ic ative> alize>al iciti>ic ical>ic ful> ness>', measureAbove(0));

const LAST_SUFFIXES = [
  ...rules('al> ance> ence> er> ic> able> ible> ant> ement> ment> ent>', measureAbove(1)),
  {
    suffix: 'ion',
    replacement: '',
    applies: (stem: string) => measure(stem) > 1 && /[st]$/u.test(stem),
  },
  ...rules('ou> ism> ate> iti> ous> ive> ize>', measureAbove(1)),
];

function withoutFinalE(word: string): string {
  if (!word.endsWith('e')) return word;
  const stem = word.slice(0, -1);
  const m = measure(stem);
  return m > 1 || (m === 1 && !endsInShortSyllable(stem)) ? stem : word;
}

function withSingleL(word: string): string {
  return word.endsWith('ll') && measure(word.slice(0, -1)) > 1 ? word.slice(0, -1) : word;
}

/**
 * Porter's stemmer (Porter 1980, "An algorithm for suffix stripping") with the extensions of NLTK's default mode, which is
 * what rouge-score stems with.
 *
 * @param word in lower case
 */
export function porterStem(word: string): string {
  const irregular = IRREGULAR.get(word);
  if (irregular !== undefined) return irregular;
  if (word.length <= 2) return word;
  const inflected = withI(withoutParticiple(withoutPlural(word)));
  const derived = apply(apply(withoutLongSuffix(inflected), MIDDLE_SUFFIXES), LAST_SUFFIXES);
  return withSingleL(withoutFinalE(derived));
}
