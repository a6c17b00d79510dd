import { INITIALS, words, type LanguageRules } from '../language-rules.js';

/**
 * Chinese, after `nonbreaking_prefix.zh`. The Moses tokeniser does not divide Chinese into words: text is segmented by
 * another tool, and only punctuation and detokenising follow these rules.
 */
export const chinese: LanguageRules = {
  nonBreaking: words(`${INITIALS} Ā Č Ē Ģ Ī Ķ Ļ Ņ Š Ū Ž`),
  nonBreakingBeforeDigit: words('No Nr'),
  apostrophe: 'neither',
  spaceBeforePunctuation: false,
  commaAtQuote: 'outside',
  digitJoiner: '.',
};
