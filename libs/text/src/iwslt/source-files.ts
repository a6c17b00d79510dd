/** What `sed` takes for whitespace in a UTF-8 locale, as the inside of a class. */
const SED_SPACE = '\\t-\\r \\u1680\\u2000-\\u2006\\u2008-\\u200a\\u2028\\u2029\\u205f\\u3000';

const DROPPED_TAGS = ['<url>', '<talkid>', '<keywords>'];
/** The scripts for the other pairs drop these as well; files of 2017 have them. */
const DOCUMENT_TAGS = ['<speaker>', '<reviewer', '<translator', '<doc docid', '</doc>'];
const STRIPPED_TAGS = /<\/?(?:title|description)>/g;
const SEGMENT_START = new RegExp(`<seg id="[0-9]*">[${SED_SPACE}]*`, 'g');
const SEGMENT_END = new RegExp(`[${SED_SPACE}]*</seg>[${SED_SPACE}]*`, 'g');

export interface TrainSentencesOptions {
  /** Also drops the lines that name a talk's speaker, reviewer and translator or bound it. Default false. */
  readonly dropDocumentTags?: boolean;
}

/**
 * The sentences of a `train.tags.de-en.*` file: lines with a talk's address, number or keywords are dropped, titles
 * and descriptions lose their tags and stay. Blank lines stay too, so that both languages keep in step.
 */
export function* trainSentences(
  lines: Iterable<string>,
  options: TrainSentencesOptions = {},
): Generator<string, void, undefined> {
  const dropped = options.dropDocumentTags === true ? [...DROPPED_TAGS, ...DOCUMENT_TAGS] : DROPPED_TAGS;
  for (const line of lines) {
    if (!dropped.some((tag) => line.includes(tag))) yield line.replace(STRIPPED_TAGS, '');
  }
}

export interface XmlSentencesOptions {
  /** Leaves ’ as it is; the scripts for WMT14 En-De and for Chinese do. Default false: it becomes '. */
  readonly keepApostrophes?: boolean;
}

/** The sentences of an `IWSLT14.TED*.xml` or `newstest*.sgm` file: the text of its segments, with ’ written as '. */
export function* xmlSentences(
  lines: Iterable<string>,
  options: XmlSentencesOptions = {},
): Generator<string, void, undefined> {
  for (const line of lines) {
    if (!line.includes('<seg id')) continue;
    const text = line.replace(SEGMENT_START, '').replace(SEGMENT_END, '');
    yield options.keepApostrophes === true ? text : text.replaceAll('’', "'");
  }
}
