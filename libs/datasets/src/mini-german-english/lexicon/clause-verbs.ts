import { sein, werden } from '../german/verb-forms.js';
import { parseEnglishVerb, parseVerbs } from './parse-verbs.js';
import { type EnglishVerb, type Frame, type GermanVerb, type Verb } from './types.js';

const none: Frame = { type: 'none' };

function verb(german: GermanVerb, english: EnglishVerb): Verb {
  return { german, english, subject: ['person'], frame: none, ambiguous: false };
}

/** `sein` with an adjective or a noun. */
export const be = verb(sein, parseEnglishVerb('be was been (state)'));
/** `werden` with an adjective. */
export const become = verb(werden, parseEnglishVerb('become became become'));

function one(text: string): Verb {
  const [first] = parseVerbs({ subject: ['person'], frame: none }, text);
  if (first === undefined) throw new Error('clause-verbs: no verb');
  return first;
}

/** `haben` with a number of things, and `kosten`. */
export const have = one('haben hat hatte gehabt = have had had (state)');
export const cost = one('kosten = cost cost cost (state)');

/** `es gibt` with the accusative: there is, there are. */
export const exist: Verb = { ...one('geben gibt gab gegeben = be was been (state)'), ambiguous: true };

/** Verbs of the weather, with `es`. */
export const weatherVerbs = parseVerbs(
  { subject: [], frame: none },
  `
  regnen = rain
  schneien = snow
`,
);

/** Verbs that take a clause with dass. */
export const thatVerbs = parseVerbs(
  { subject: ['person'], frame: none },
  `
  sagen = say said said
  glauben = believe (state)
  wissen weiß wusste gewusst = know knew known (state)
  hoffen = hope
  denken denkt dachte gedacht = think thought thought
  behaupten = claim
  hören = hear heard heard (state)
`,
);

/** Verbs that take a clause with ob. */
export const whetherVerbs = parseVerbs(
  { subject: ['person'], frame: none },
  `
  fragen = ask
  wissen weiß wusste gewusst = know knew known (state)
`,
);

/** Verbs that take an infinitive with zu. */
export const infinitiveVerbs = parseVerbs(
  { subject: ['person'], frame: none },
  `
  versuchen = try
  vergessen vergisst vergaß vergessen = forget forgot forgotten
  hoffen = hope
  beschließen beschließt beschloss beschlossen = decide
  versprechen verspricht versprach versprochen = promise
  beginnen beginnt begann begonnen = begin began begun
  planen = plan planned planned
`,
);
