/** Everything in the Moses scripts that depends on the language. */
export interface LanguageRules {
  /** Words after which a period stays attached whatever follows ("Dr"). */
  readonly nonBreaking: ReadonlySet<string>;
  /** Words after which a period stays attached when a digit follows ("No. 5"). */
  readonly nonBreakingBeforeDigit: ReadonlySet<string>;
  /**
   * The part of a contraction that an apostrophe goes with: `after` gives "it 's" (English), `before` gives
   * "l' homme" (French), `neither` makes it a token of its own.
   */
  readonly apostrophe: 'after' | 'before' | 'neither';
  /** Detokenised `? ! : ; %` keep a space before them (French). */
  readonly spaceBeforePunctuation: boolean;
  /** Where normalised punctuation puts a comma or period that meets a closing quote. */
  readonly commaAtQuote: 'inside' | 'outside';
  /** What replaces a no-break space between two digits when punctuation is normalised. */
  readonly digitJoiner: ',' | '.';
}

/** Turns a space-separated list of words into a set. */
export function words(list: string): ReadonlySet<string> {
  return new Set(list.split(/\s+/).filter((word) => word !== ''));
}

/** Single capital letters: initials, in every language. */
export const INITIALS = 'A B C D E F G H I J K L M N O P Q R S T U V W X Y Z';
