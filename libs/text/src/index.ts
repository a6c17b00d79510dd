export { joinLines, splitLines } from './lines.js';
export { compareCodePoints } from './unicode.js';
export { cleanCorpus, hasFactors, type CleanCorpusOptions, type SentencePair } from './moses/clean-corpus.js';
export { lowercase, removeNonPrinting } from './moses/clean-text.js';
export { mosesDetokenizer, type MosesDetokenizerOptions } from './moses/detokenizer.js';
export { MOSES_LANGUAGES, parseMosesLanguage, type MosesLanguage } from './moses/languages.js';
export { punctuationNormalizer, type PunctuationNormalizerOptions } from './moses/punctuation-normalizer.js';
export { mosesTokenizer, type MosesTokenizerOptions } from './moses/tokenizer.js';
export { replaceUnicodePunctuation } from './moses/unicode-punctuation.js';
export { BPE_SEPARATOR, bpeSegmenter, type BpeSegmenterOptions } from './bpe/bpe-segmenter.js';
export { formatCodes, parseCodes, type BpeMerge } from './bpe/codes.js';
export { byteLevelWords, learnByteLevelBpe } from './pretrained/byte-level-bpe.js';
export { learnBpe, type LearnBpeOptions } from './bpe/learn-bpe.js';
export { removeBpe } from './bpe/remove-bpe.js';
export { countWords, formatVocabulary, parseVocabulary } from './bpe/vocabulary.js';
export {
  buildDictionary,
  dictionaryFromCounts,
  type BuildDictionaryOptions,
  type SymbolCounts,
} from './dictionary/build-dictionary.js';
export { formatDictionary, parseDictionary } from './dictionary/dictionary-file.js';
export {
  Dictionary,
  dictionaryWords,
  type DecodeOptions,
  type DictionaryEntry,
  type EncodeOptions,
} from './dictionary/dictionary.js';
export { BOS_ID, EOS_ID, PAD_ID, SPECIAL_SYMBOLS, UNK_ID } from './dictionary/special-symbols.js';
export {
  prepareIwslt,
  type ParallelLines,
  type PreparedIwslt,
  type PrepareIwsltOptions,
} from './iwslt/prepare-iwslt.js';
export {
  trainSentences,
  type TrainSentencesOptions,
  xmlSentences,
  type XmlSentencesOptions,
} from './iwslt/source-files.js';
export { splitEveryNth, type CorpusSplit } from './iwslt/split-corpus.js';
export {
  type DecodeTextOptions,
  type EncodedText,
  type EncodePairOptions,
  pretrainedTokenizer,
  type PretrainedTokenizer,
  type SequenceForm,
  type SpecialIds,
  TOKENIZER_FILES,
  type TokenizerFiles,
} from './pretrained/pretrained-tokenizer.js';
export { truncatePair } from './pretrained/truncate-pair.js';
export { BERT_SPECIAL_TOKENS } from './pretrained/wordpiece-files.js';
export { bertWords, learnWordPieces, type LearnWordPiecesOptions } from './pretrained/learn-word-pieces.js';
