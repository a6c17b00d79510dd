import { englishPast } from '../english/verb-forms.js';
import { weakForms } from '../german/verb-forms.js';
import { type EnglishVerb, type Frame, type GermanVerb, type Kind, type Verb } from './types.js';

/** What the verbs of one list have in common. */
export interface VerbGroup {
  readonly subject: readonly Kind[];
  readonly frame: Frame;
  readonly ambiguous?: boolean;
}

const line =
  /^(?<reflexive>sich )?(?:(?<prefix>\S+)\|)?(?<infinitive>\S+)(?: (?<present>[^\s(]+) (?<preterite>[^\s(]+) (?<participle>[^\s(]+))?(?<sein> \(sein\))? = (?<english>.+)$/u;
const englishLine =
  /^(?<base>[a-z]+)(?: (?<past>[a-z]+) (?<participle>[a-z]+))?(?: \|(?<particle>[a-z]+))?(?: \+(?<preposition>[a-z]+))?(?<state> \(state\))?$/u;

/**
 * Reads dictionary lines: `auf|heben hebt hob gehoben = pick |up`. German principal parts are given for strong and
 * irregular verbs, `|` divides off a separable prefix, `(sein)` is the auxiliary of the perfect. English principal parts
 * are given when irregular; `|up` is a particle, `+for` a preposition before the object, `(state)` bars the progressive.
 */
export function parseVerbs(group: VerbGroup, text: string): Verb[] {
  return text
    .split('\n')
    .map((entry) => entry.trim())
    .filter((entry) => entry.length > 0)
    .map((entry) => {
      const groups = line.exec(entry)?.groups;
      if (groups === undefined) {
        throw new SyntaxError(`parseVerbs: expected "auf|heben hebt hob gehoben = pick |up", got "${entry}"`);
      }
      return {
        german: germanVerb(groups),
        english: parseEnglishVerb(groups['english'] ?? ''),
        subject: group.subject,
        frame: group.frame,
        ambiguous: group.ambiguous ?? false,
      };
    });
}

function germanVerb(groups: Readonly<Record<string, string | undefined>>): GermanVerb {
  const { infinitive = '', prefix = '', present, preterite, participle, sein, reflexive } = groups;
  const weak = weakForms(infinitive);
  return {
    infinitive,
    prefix,
    present: present ?? weak.present,
    preterite: preterite ?? weak.preterite,
    participle: participle ?? weak.participle,
    auxiliary: sein === undefined ? 'haben' : 'sein',
    reflexive: reflexive !== undefined,
  };
}

/** Reads the English half of a line of {@link parseVerbs}. */
export function parseEnglishVerb(text: string): EnglishVerb {
  const groups = englishLine.exec(text)?.groups;
  if (groups === undefined)
    throw new SyntaxError(`parseVerbs: expected "pick picked picked |up", got "${text}"`);
  const { base = '', past, participle, particle = '', preposition = '', state } = groups;
  return {
    base,
    past: past ?? englishPast(base),
    participle: participle ?? englishPast(base),
    particle,
    preposition,
    state: state !== undefined,
  };
}
