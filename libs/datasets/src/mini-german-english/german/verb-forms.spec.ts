import { describe, expect, it } from 'vitest';
import { parseVerbs } from '../lexicon/parse-verbs.js';
import { type GermanVerb } from '../lexicon/types.js';
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

const persons = [
  { person: 1, number: 'singular' },
  { person: 2, number: 'singular' },
  { person: 3, number: 'singular' },
  { person: 1, number: 'plural' },
  { person: 2, number: 'plural' },
  { person: 3, number: 'plural' },
] as const;

function verb(entry: string): GermanVerb {
  const [first] = parseVerbs({ subject: ['person'], frame: { type: 'none' } }, `${entry} = do`);
  if (first === undefined) throw new Error(`no verb in ${entry}`);
  return first.german;
}
const present = (one: GermanVerb): string => persons.map((who) => germanPresent(one, who)).join(' ');
const preterite = (one: GermanVerb): string => persons.map((who) => germanPreterite(one, who)).join(' ');

describe('German verbs', () => {
  it.each([
    ['kaufen', 'kaufe kaufst kauft kaufen kauft kaufen'],
    ['arbeiten', 'arbeite arbeitest arbeitet arbeiten arbeitet arbeiten'],
    ['öffnen', 'öffne öffnest öffnet öffnen öffnet öffnen'],
    ['zeichnen', 'zeichne zeichnest zeichnet zeichnen zeichnet zeichnen'],
    ['lernen', 'lerne lernst lernt lernen lernt lernen'],
    ['reisen', 'reise reist reist reisen reist reisen'],
    ['putzen', 'putze putzt putzt putzen putzt putzen'],
    ['wandern', 'wandere wanderst wandert wandern wandert wandern'],
    ['streicheln', 'streichle streichelst streichelt streicheln streichelt streicheln'],
    ['lesen liest las gelesen', 'lese liest liest lesen lest lesen'],
    ['sehen sieht sah gesehen', 'sehe siehst sieht sehen seht sehen'],
    ['fahren fährt fuhr gefahren', 'fahre fährst fährt fahren fahrt fahren'],
    ['halten hält hielt gehalten', 'halte hältst hält halten haltet halten'],
    ['betreten betritt betrat betreten', 'betrete betrittst betritt betreten betretet betreten'],
    ['laden lädt lud geladen', 'lade lädst lädt laden ladet laden'],
    ['essen isst aß gegessen', 'esse isst isst essen esst essen'],
    ['waschen wäscht wusch gewaschen', 'wasche wäschst wäscht waschen wascht waschen'],
    ['mögen mag mochte gemocht', 'mag magst mag mögen mögt mögen'],
    ['wissen weiß wusste gewusst', 'weiß weißt weiß wissen wisst wissen'],
  ])('present of %s', (entry, forms) => {
    expect(present(verb(entry))).toBe(forms);
  });

  it.each([
    ['kaufen', 'kaufte kauftest kaufte kauften kauftet kauften'],
    ['arbeiten', 'arbeitete arbeitetest arbeitete arbeiteten arbeitetet arbeiteten'],
    ['gehen geht ging gegangen', 'ging gingst ging gingen gingt gingen'],
    ['finden findet fand gefunden', 'fand fandest fand fanden fandet fanden'],
    ['bringen bringt brachte gebracht', 'brachte brachtest brachte brachten brachtet brachten'],
  ])('preterite of %s', (entry, forms) => {
    expect(preterite(verb(entry))).toBe(forms);
  });

  it('conjugates auxiliaries and modal verbs', () => {
    expect(present(sein)).toBe('bin bist ist sind seid sind');
    expect(preterite(sein)).toBe('war warst war waren wart waren');
    expect(present(haben)).toBe('habe hast hat haben habt haben');
    expect(present(werden)).toBe('werde wirst wird werden werdet werden');
    expect(present(germanModals.können)).toBe('kann kannst kann können könnt können');
    expect(preterite(germanModals.müssen)).toBe('musste musstest musste mussten musstet mussten');
    expect(present(germanModals.möchten)).toBe('möchte möchtest möchte möchten möchtet möchten');
  });

  it.each([
    ['kaufen', 'kaufen gekauft zu kaufen'],
    ['an|rufen ruft rief gerufen', 'anrufen angerufen anzurufen'],
    ['auf|machen', 'aufmachen aufgemacht aufzumachen'],
    ['besuchen', 'besuchen besucht zu besuchen'],
    ['verkaufen', 'verkaufen verkauft zu verkaufen'],
    ['reparieren', 'reparieren repariert zu reparieren'],
    ['gehen geht ging gegangen', 'gehen gegangen zu gehen'],
    ['unterstützen', 'unterstützen unterstützt zu unterstützen'],
    ['öffnen', 'öffnen geöffnet zu öffnen'],
  ])('infinitive and participle of %s', (entry, forms) => {
    const one = verb(entry);
    expect([infinitiveOf(one), participleOf(one), ...zuInfinitiveOf(one)].join(' ')).toBe(forms);
  });
});
