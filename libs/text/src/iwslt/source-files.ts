/** What `sed` takes for whitespace in a UTF-8 locale, as the inside of a class. */
const SED_SPACE = '\\t-\\r \\u1680\\u2000-\\u2006\\u2008-\\u200a\\u2028\\u2029\\u205f\\u3000';

const DROPPED_TAGS = ['<url>', '<talkid>', '<keywords>'];
const STRIPPED_TAGS = /<\/?(?:title|description)>/g;
const SEGMENT_START = new RegExp(`<seg id="[0-9]*">[${SED_SPACE}]*`, 'g');
const SEGMENT_END = new RegExp(`[${SED_SPACE}]*</seg>[${SED_SPACE}]*`, 'g');

/**
 * The sentences of a `train.tags.de-en.*` file: lines with a talk's address, number or keywords are dropped, titles
 * and descriptions lose their tags and stay. Blank lines stay too, so that both languages keep in step.
 */
export function* trainSentences(lines: Iterable<string>): Generator<string, void, undefined> {
  for (const line of lines) {
    if (!DROPPED_TAGS.some((tag) => line.includes(tag))) yield line.replace(STRIPPED_TAGS, '');
  }
}

/** The sentences of an `IWSLT14.TED*.xml` file: the text of its segments, with ’ written as '. */
export function* xmlSentences(lines: Iterable<string>): Generator<string, void, undefined> {
  for (const line of lines) {
    if (!line.includes('<seg id')) continue;
    yield line.replace(SEGMENT_START, '').replace(SEGMENT_END, '').replaceAll('’', "'");
  }
}
