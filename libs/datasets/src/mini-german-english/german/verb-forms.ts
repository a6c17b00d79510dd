import { type GermanVerb, type GrammaticalNumber, type Person } from '../lexicon/types.js';

/** The subject's person and number, which the verb agrees with. */
export interface Agreement {
  readonly person: Person;
  readonly number: GrammaticalNumber;
}

const inseparable = /^(?:be|ge|er|ver|zer|ent|emp|miss|wider|unter)(?!ten$|hen$|en$|ben$)/u;

/** The principal parts of a regular verb: `arbeiten`, arbeitet, arbeitete, gearbeitet. */
export function weakForms(infinitive: string): { present: string; preterite: string; participle: string } {
  const stem = stemOf(infinitive);
  const ending = needsE(stem) ? 'et' : 't';
  const prefixed = inseparable.test(infinitive) || infinitive.endsWith('ieren');
  return {
    present: stem + ending,
    preterite: `${stem}${ending}e`,
    participle: (prefixed ? '' : 'ge') + stem + ending,
  };
}

function stemOf(infinitive: string): string {
  return infinitive.endsWith('en') ? infinitive.slice(0, -2) : infinitive.slice(0, -1);
}

/** After d, t, and a consonant with m or n (öffnen, zeichnen, but not lernen) an e makes the ending audible. */
function needsE(stem: string): boolean {
  return /(?:[dt]|ch[mn]|[^aeiouäöülrmnh][mn])$/u.test(stem);
}

const irregularPresent: Readonly<
  Record<string, readonly [ich: string, du: string, er: string, wir: string, ihr: string]>
> = {
  sein: ['bin', 'bist', 'ist', 'sind', 'seid'],
  haben: ['habe', 'hast', 'hat', 'haben', 'habt'],
  werden: ['werde', 'wirst', 'wird', 'werden', 'werdet'],
  wissen: ['weiß', 'weißt', 'weiß', 'wissen', 'wisst'],
  können: ['kann', 'kannst', 'kann', 'können', 'könnt'],
  müssen: ['muss', 'musst', 'muss', 'müssen', 'müsst'],
  wollen: ['will', 'willst', 'will', 'wollen', 'wollt'],
  sollen: ['soll', 'sollst', 'soll', 'sollen', 'sollt'],
  dürfen: ['darf', 'darfst', 'darf', 'dürfen', 'dürft'],
  mögen: ['mag', 'magst', 'mag', 'mögen', 'mögt'],
  möchten: ['möchte', 'möchtest', 'möchte', 'möchten', 'möchtet'],
};

/** The present tense without the prefix. Modal verbs, `wissen` and the auxiliaries have their own table. */
export function germanPresent(verb: GermanVerb, { person, number }: Agreement): string {
  const irregular = irregularPresent[verb.infinitive];
  if (irregular !== undefined) {
    if (number === 'singular') return irregular[person === 1 ? 0 : person === 2 ? 1 : 2];
    return irregular[person === 2 ? 4 : 3];
  }
  const stem = stemOf(verb.infinitive);
  if (number === 'plural') return person === 2 ? stem + (needsE(stem) ? 'et' : 't') : verb.infinitive;
  if (person === 3) return verb.present;
  if (person === 1) return `${stem.endsWith('el') ? `${stem.slice(0, -2)}l` : stem}e`;
  // A changed vowel swallows the ending's t (hält, tritt): there the whole form keeps its t before -st.
  const swallowed = /t$/u.test(stem) && !verb.present.endsWith('et');
  const base = swallowed ? verb.present : verb.present.slice(0, -1);
  return base + (/[sßzx]$/u.test(base) ? 't' : 'st');
}

/** The preterite without the prefix: `las`, lasen; `kaufte`, kauftest, kauften. */
export function germanPreterite(verb: GermanVerb, { person, number }: Agreement): string {
  const base = verb.preterite;
  const weak = base.endsWith('e');
  if (number === 'singular') {
    if (person !== 2) return base;
    return base + (/[sßz]$/u.test(base) || (!weak && /[dt]$/u.test(base)) ? 'est' : 'st');
  }
  if (person === 2) return base + (!weak && /[dt]$/u.test(base) ? 'et' : 't');
  return base + (weak ? 'n' : 'en');
}

/** `anrufen`, `angerufen`, `anzurufen`; `lesen`, `gelesen`, `zu lesen`. */
export function infinitiveOf(verb: GermanVerb): string {
  return verb.prefix + verb.infinitive;
}
export function participleOf(verb: GermanVerb): string {
  return verb.prefix + verb.participle;
}
export function zuInfinitiveOf(verb: GermanVerb): string[] {
  return verb.prefix === '' ? ['zu', verb.infinitive] : [`${verb.prefix}zu${verb.infinitive}`];
}

function auxiliary(infinitive: string, preterite: string, participle: string): GermanVerb {
  return {
    infinitive,
    prefix: '',
    present: '',
    preterite,
    participle,
    auxiliary: infinitive === 'haben' ? 'haben' : 'sein',
    reflexive: false,
  };
}

export const sein = auxiliary('sein', 'war', 'gewesen');
export const haben = auxiliary('haben', 'hatte', 'gehabt');
export const werden = auxiliary('werden', 'wurde', 'geworden');
export const germanModals = {
  können: auxiliary('können', 'konnte', 'gekonnt'),
  müssen: auxiliary('müssen', 'musste', 'gemusst'),
  wollen: auxiliary('wollen', 'wollte', 'gewollt'),
  sollen: auxiliary('sollen', 'sollte', 'gesollt'),
  dürfen: auxiliary('dürfen', 'durfte', 'gedurft'),
  möchten: auxiliary('möchten', 'wollte', 'gemocht'),
} as const;
export type Modal = keyof typeof germanModals;
