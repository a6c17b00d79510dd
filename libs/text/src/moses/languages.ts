import type { LanguageRules } from './language-rules.js';
import { german } from './languages/de.js';
import { english } from './languages/en.js';
import { spanish } from './languages/es.js';
import { french } from './languages/fr.js';
import { chinese } from './languages/zh.js';

const RULES = { de: german, en: english, es: spanish, fr: french, zh: chinese } as const satisfies Record<
  string,
  LanguageRules
>;

/** A language the Moses functions know. A new one is a file under `languages/` and a row of the table above. */
export type MosesLanguage = keyof typeof RULES;

/** The known languages, in alphabetical order. */
export const MOSES_LANGUAGES: readonly MosesLanguage[] = ['de', 'en', 'es', 'fr', 'zh'];

/** Reads a language code. Throws on one that has no rules: the scripts' silent fall-back to English is not copied. */
export function parseMosesLanguage(code: string): MosesLanguage {
  const language = MOSES_LANGUAGES.find((known) => known === code);
  if (language === undefined) {
    throw new Error(`parseMosesLanguage: expected one of ${MOSES_LANGUAGES.join(', ')}, got "${code}"`);
  }
  return language;
}

export function languageRules(language: MosesLanguage): LanguageRules {
  return RULES[language];
}
