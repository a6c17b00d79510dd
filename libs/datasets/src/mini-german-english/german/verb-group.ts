import { type Clause } from '../plan/meaning.js';
import { type Trace } from '../plan/trace.js';
import { germanAgreement } from './noun-phrases.js';
import {
  germanModals,
  germanPresent,
  germanPreterite,
  haben,
  infinitiveOf,
  participleOf,
  sein,
  werden,
  zuInfinitiveOf,
} from './verb-forms.js';

/** The German verb of a clause in its pieces. */
export interface GermanVerbGroup {
  /** The conjugated word, without a prefix that is split off. */
  readonly finite: string;
  /** A separable prefix of the finite word: at the end of a main clause, joined to it at the end of another. */
  readonly prefix: string;
  /** Infinitive or participle at the end. */
  readonly end: readonly string[];
  /** The infinitive with zu. */
  readonly zu: readonly string[];
}

/** Conjugates the verb of a clause by its subject, tense and modal verb. */
export function germanVerbGroup(clause: Clause, trace: Trace): GermanVerbGroup {
  const agreement = germanAgreement(clause.subject);
  const verb = clause.verb.german;
  const past = clause.tense === 'preterite' || clause.tense === 'perfect';
  const zu = zuInfinitiveOf(verb);
  const separable = verb.prefix !== '';
  trace.lemma(infinitiveOf(verb));
  if (clause.verb.ambiguous) trace.tag('ambiguous:verb');

  if (clause.modal !== undefined) {
    trace.tag('modal', `modal:${clause.modal}`);
    const modal = germanModals[clause.modal];
    const finite = past ? germanPreterite(modal, agreement) : germanPresent(modal, agreement);
    return { finite, prefix: '', end: [infinitiveOf(verb)], zu };
  }
  switch (clause.tense) {
    case 'perfect':
    case 'presentPerfect': {
      trace.tag(`perfect:${verb.auxiliary}`);
      if (separable) trace.tag('separable:participle');
      const finite = germanPresent(verb.auxiliary === 'haben' ? haben : sein, agreement);
      return { finite, prefix: '', end: [participleOf(verb)], zu };
    }
    case 'future':
      trace.tag('future:werden');
      return { finite: germanPresent(werden, agreement), prefix: '', end: [infinitiveOf(verb)], zu };
    case 'preterite':
      trace.tag('preterite');
      return { finite: germanPreterite(verb, agreement), prefix: verb.prefix, end: [], zu };
    case 'present':
    case 'progressive':
    case 'presentFuture':
      trace.tag('present');
      return { finite: germanPresent(verb, agreement), prefix: verb.prefix, end: [], zu };
  }
}
