import { type Sentence } from '../plan/meaning.js';
import { finishSentence } from '../plan/spelling.js';
import { englishAdverbial, englishClause, englishSubordinate } from './clauses.js';
import { englishNominal } from './noun-phrases.js';

const joints = { und: ['and'], aber: [',', 'but'], denn: [',', 'for'], deshalb: [',', 'so'] } as const;

/** The English of a sentence, with capital and full stop or question mark. */
export function englishSentence(sentence: Sentence): string {
  switch (sentence.type) {
    case 'statement': {
      const { clause, front } = sentence;
      if (front?.type === 'words') return finishSentence([...front.english, ...englishClause(clause)], '.');
      // English keeps its objects behind the verb; only an adverbial can go in front.
      if (front?.type !== 'adverbial') return finishSentence(englishClause(clause), '.');
      const adverbial = clause.adverbials[front.index];
      const words = adverbial === undefined ? [] : englishAdverbial(adverbial);
      return finishSentence(
        [...words, ',', ...englishClause(clause, { frontedAdverbial: front.index })],
        '.',
      );
    }
    case 'fronted-clause':
      return finishSentence(
        [...englishSubordinate(sentence.kind, sentence.first), ',', ...englishClause(sentence.main)],
        '.',
      );
    case 'pair':
      return finishSentence(
        [...englishClause(sentence.left), ...joints[sentence.joint], ...englishClause(sentence.right)],
        '.',
      );
    case 'yes-no':
      return finishSentence(englishClause(sentence.clause, { inverted: true }), '?');
    case 'who-what': {
      const { clause, index } = sentence;
      if (index === undefined) return finishSentence(englishClause(clause), '?');
      const complement = clause.complements[index];
      const human =
        complement?.type === 'object' && complement.nominal.type === 'question' && complement.nominal.human;
      const asked = englishNominal({ type: 'question', human }, 'object');
      return finishSentence([...asked, ...englishClause(clause, { inverted: true, gap: index })], '?');
    }
    case 'where-when':
      return finishSentence(
        [...sentence.english.split(' '), ...englishClause(sentence.clause, { inverted: true })],
        '?',
      );
  }
}
