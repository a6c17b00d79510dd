import { ALPHANUMERIC, PERL_SPACE } from '../unicode.js';
import type { LanguageRules } from './language-rules.js';
import { languageRules, type MosesLanguage } from './languages.js';

export interface MosesDetokenizerOptions {
  readonly language: MosesLanguage;
}

const UNTOUCHED = new RegExp(`^(?:<[^\\n]+>|[${PERL_SPACE}]*)$`);
const ENTITIES: Readonly<Record<string, string>> = {
  '&bar;': '|',
  '&#124;': '|',
  '&lt;': '<',
  '&gt;': '>',
  '&bra;': '[',
  '&ket;': ']',
  '&quot;': '"',
  '&apos;': "'",
  '&#91;': '[',
  '&#93;': ']',
  '&amp;': '&',
};
const ENTITY = /&(?:bar|#124|lt|gt|bra|ket|quot|apos|#91|#93|amp);/g;

/** The blocks of Chinese, Japanese and Korean writing that the script lists. */
const CJK =
  '\\u1100-\\u11ff\\u2e80-\\ua4cf\\ua840-\\ua87f\\uac00-\\ud7af\\uf900-\\ufaff\\ufe30-\\ufe4f\\uff65-\\uffdc\\u{20000}-\\u{2ffff}';
const STARTS_CJK = new RegExp(`^[${CJK}]`, 'u');
const ENDS_CJK = new RegExp(`[${CJK}]$`, 'u');
const ENDS_ALPHANUMERIC = new RegExp(`[${ALPHANUMERIC}]$`, 'u');
const OPENING = /^[\p{Sc}([{¿¡]+$/u;
const CLOSING = /^[,.?!:;\\%}\])]+$/;
const QUOTES = /^['"„“`]+$/;

/** How a token is joined to its neighbours. */
interface Joint {
  /** Nothing between this token and the one before it. */
  readonly left: boolean;
  /** Nothing between this token and the next one. */
  readonly right: boolean;
}
const FREE: Joint = { left: false, right: false };
const LEFT: Joint = { left: true, right: false };
const RIGHT: Joint = { left: false, right: true };

/**
 * Makes the function that `detokenizer.perl -l language` is: tokens joined by spaces in, running text out, entities
 * decoded and ` @-@ ` joined. Blank lines and lines that are one XML tag come back as they are.
 */
export function mosesDetokenizer(options: MosesDetokenizerOptions): (line: string) => string {
  const rules = languageRules(options.language);
  return (line) => {
    if (UNTOUCHED.test(line)) return line;
    const decoded = ` ${line} `
      .replaceAll(' @-@ ', '-')
      .replace(ENTITY, (entity) => ENTITIES[entity] ?? entity);
    const tokens = decoded.split(' ');
    while (tokens.at(-1) === '') tokens.pop();

    const quotesSeen = new Map<string, number>();
    let text = '';
    let space = ' ';
    for (const [i, token] of tokens.entries()) {
      const previous = tokens[i - 1];
      const joint = QUOTES.test(token)
        ? quoteJoint(token, previous, { rules, quotesSeen })
        : wordJoint(token, previous, { rules, next: tokens[i + 1] });
      // French sets its high punctuation off even though it is joined to the left.
      const setOff = rules.spaceBeforePunctuation && /^[?!:;\\%]$/.test(token);
      text += `${setOff ? ' ' : joint.left ? '' : space}${token}`;
      space = joint.right ? '' : ' ';
    }
    return text.replace(/ +/g, ' ').replace(/^ | $/g, '');
  };
}

function wordJoint(
  token: string,
  previous: string | undefined,
  context: { readonly rules: LanguageRules; readonly next: string | undefined },
): Joint {
  const { rules, next } = context;
  if (STARTS_CJK.test(token)) return previous !== undefined && ENDS_CJK.test(previous) ? LEFT : FREE;
  if (OPENING.test(token)) return RIGHT;
  if (CLOSING.test(token)) return LEFT;
  if (rules.apostrophe === 'after' && /^'\p{Alphabetic}/u.test(token)) {
    return previous !== undefined && ENDS_ALPHANUMERIC.test(previous) ? LEFT : FREE;
  }
  if (rules.apostrophe === 'before' && /\p{Alphabetic}'$/u.test(token)) {
    return next !== undefined && /^\p{Alphabetic}/u.test(next) ? RIGHT : FREE;
  }
  return FREE;
}

/** Quotes open and close in turn; German and English double quotes are counted as one kind. */
function quoteJoint(
  token: string,
  previous: string | undefined,
  context: { readonly rules: LanguageRules; readonly quotesSeen: Map<string, number> },
): Joint {
  const { rules, quotesSeen } = context;
  const kind = /^[„“]+$/.test(token) ? '"' : token;
  const seen = quotesSeen.get(kind) ?? 0;
  const opens = seen % 2 === 0;
  // "the dogs ' dinner": a possessive, which neither opens nor closes a quotation.
  const possessive =
    opens && rules.apostrophe === 'after' && token === "'" && previous?.endsWith('s') === true;
  if (possessive) return LEFT;
  quotesSeen.set(kind, seen + 1);
  return opens ? RIGHT : LEFT;
}
