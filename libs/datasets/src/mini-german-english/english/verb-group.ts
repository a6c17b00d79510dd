import { type Modal } from '../german/verb-forms.js';
import { type Clause } from '../plan/meaning.js';
import { englishAgreement } from './noun-phrases.js';
import { finiteForm, formOfBe, ingForm, isThirdSingular, type EnglishAgreement } from './verb-forms.js';

/** The English verb of a clause: what can stand before the subject in a question, and the rest. */
export interface EnglishVerbGroup {
  readonly auxiliary: string;
  readonly rest: readonly string[];
}

/** A clause of one verb alone: what is said by `have to`, `want to`, `like to` before the verb itself. */
interface Head {
  /** The finite auxiliary, when there is one. */
  readonly auxiliary?: string;
  /** The finite verb, when there is none, by tense; its base for do-support. */
  readonly finite?: string;
  readonly base?: string;
  readonly tail: readonly string[];
}

/**
 * The verb in its tense. `support` asks for an auxiliary in any case, as questions and negation do: without one of its
 * own the verb gets a form of `do`.
 */
export function englishVerbGroup(clause: Clause, support: boolean): EnglishVerbGroup {
  const agreement = englishAgreement(clause.subject);
  const head = headOf(clause, agreement);
  if (head.auxiliary !== undefined) return { auxiliary: head.auxiliary, rest: head.tail };
  if (!support) return { auxiliary: '', rest: [head.finite ?? '', ...head.tail] };
  const auxiliary = isPast(clause) ? 'did' : isThirdSingular(agreement) ? 'does' : 'do';
  return { auxiliary, rest: [head.base ?? '', ...head.tail] };
}

/** Both German past tenses are the English simple past; `presentPerfect` is the perfect with schon and noch nie. */
function isPast(clause: Clause): boolean {
  return clause.tense === 'preterite' || clause.tense === 'perfect';
}

function headOf(clause: Clause, agreement: EnglishAgreement): Head {
  const verb = clause.verb.english;
  const tense = isPast(clause) ? 'past' : 'present';
  if (clause.modal !== undefined) return modalHead(clause.modal, clause, agreement);
  if (clause.liking === true) {
    return { finite: isThirdSingular(agreement) ? 'likes' : 'like', base: 'like', tail: ['to', verb.base] };
  }
  switch (clause.tense) {
    case 'future':
    case 'presentFuture':
      return { auxiliary: 'will', tail: [verb.base] };
    case 'presentPerfect':
      return { auxiliary: isThirdSingular(agreement) ? 'has' : 'have', tail: [verb.participle] };
    case 'progressive':
      if (!verb.state) return { auxiliary: formOfBe(agreement, 'present'), tail: [ingForm(verb.base)] };
      break;
    case 'present':
    case 'preterite':
    case 'perfect':
      break;
  }
  if (verb.base === 'be') return { auxiliary: formOfBe(agreement, tense), tail: [] };
  return { finite: finiteForm(verb, agreement, tense), base: verb.base, tail: [] };
}

function modalHead(modal: Modal, clause: Clause, agreement: EnglishAgreement): Head {
  const { base } = clause.verb.english;
  const past = isPast(clause);
  const third = isThirdSingular(agreement);
  switch (modal) {
    case 'können':
      return { auxiliary: past ? 'could' : 'can', tail: [base] };
    case 'müssen':
      return { finite: past ? 'had' : third ? 'has' : 'have', base: 'have', tail: ['to', base] };
    case 'wollen':
      return { finite: past ? 'wanted' : third ? 'wants' : 'want', base: 'want', tail: ['to', base] };
    case 'dürfen':
      return { auxiliary: formOfBe(agreement, past ? 'past' : 'present'), tail: ['allowed', 'to', base] };
    case 'möchten':
      return { auxiliary: 'would', tail: ['like', 'to', base] };
    case 'sollen':
      return { auxiliary: 'should', tail: [base] };
  }
}

/** The auxiliary with its negation: `does not`, `cannot`. */
export function negatedAuxiliary(auxiliary: string): string[] {
  return auxiliary === 'can' ? ['cannot'] : [auxiliary, 'not'];
}
