import { mosesDetokenizer } from '@rdrop/text';
import type { Language } from '../experiment-schema.js';

/** Chinese writing as it occurs in running text: ideographs, their punctuation, full-width forms. */
const CHINESE = '\\p{sc=Han}\\u3000-\\u303f\\uff00-\\uffef“”‘’…—';
const INNER_SPACE = new RegExp(`(?<=[${CHINESE}]) +| +(?=[${CHINESE}])`, 'gu');

/** Chinese is written without spaces: none stays beside a Chinese character. */
function joinChinese(line: string): string {
  return line.trim().replace(INNER_SPACE, '');
}

/** Makes the function from tokens divided by spaces to running text of a language. */
export function detokenizer(language: Language): (line: string) => string {
  return language === 'zh' ? joinChinese : mosesDetokenizer({ language });
}
