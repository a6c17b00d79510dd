import { type Referent } from '../plan/meaning.js';

/** A personal pronoun as subject, object or possessive. */
export function englishPronoun(referent: Referent, use: 'subject' | 'object' | 'possessive'): string {
  const forms = formsOf(referent);
  return forms[use === 'subject' ? 0 : use === 'object' ? 1 : 2];
}

function formsOf({ person, number, english }: Referent): readonly [string, string, string] {
  if (person === 2) return ['you', 'you', 'your'];
  if (number === 'plural') return person === 1 ? ['we', 'us', 'our'] : ['they', 'them', 'their'];
  if (person === 1) return ['I', 'me', 'my'];
  if (english === 'he') return ['he', 'him', 'his'];
  return english === 'she' ? ['she', 'her', 'her'] : ['it', 'it', 'its'];
}
