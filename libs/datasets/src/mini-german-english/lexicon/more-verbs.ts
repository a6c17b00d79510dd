import { parseVerbs } from './parse-verbs.js';
import { type Kind, type Verb } from './types.js';

const person: readonly Kind[] = ['person'];

/** Verbs of a person with a fixed preposition, whose case the verb decides. */
function withPreposition(
  [preposition, germanCase]: readonly [string, 'accusative' | 'dative'],
  objects: readonly Kind[],
  text: string,
): Verb[] {
  return parseVerbs(
    { subject: person, frame: { type: 'prepositional', preposition, case: germanCase, kinds: objects } },
    text,
  );
}

/** Verbs whose English is decided by their object. */
function decidedBy(objects: readonly Kind[], text: string, subject = person): Verb[] {
  return parseVerbs(
    { subject, frame: { type: 'object', case: 'accusative', kinds: objects }, ambiguous: true },
    text,
  );
}

export const prepositionalVerbs: readonly Verb[] = [
  ...withPreposition(['auf', 'accusative'], ['person', 'transport'], 'warten = wait +for'),
  ...withPreposition(
    ['mit', 'dative'],
    ['person'],
    `
  sprechen spricht sprach gesprochen = speak spoke spoken +to
  spielen = play +with
  sich streiten streitet stritt gestritten = argue +with
`,
  ),
  ...withPreposition(
    ['an', 'accusative'],
    ['person', 'event', 'plan'],
    'denken denkt dachte gedacht = think thought thought +of',
  ),
  ...withPreposition(
    ['über', 'accusative'],
    ['event', 'readable', 'plan'],
    `
  sprechen spricht sprach gesprochen = speak spoke spoken +about
  sich beschweren = complain +about
  nach|denken denkt dachte gedacht = think thought thought +about
`,
  ),
  ...withPreposition(['auf', 'accusative'], ['event'], 'sich freuen = look |forward +to'),
  ...withPreposition(['an', 'accusative'], ['person', 'event', 'song'], 'sich erinnern = remember (state)'),
  ...withPreposition(['nach', 'dative'], ['person', 'readable', 'appointment'], 'fragen = ask +about'),
  ...withPreposition(['um', 'accusative'], ['child', 'pet'], 'sich kümmern = look +after'),
  ...withPreposition(['auf', 'dative'], ['seat', 'bench'], 'sitzen sitzt saß gesessen = sit sat sat +on'),
  ...withPreposition(['auf', 'accusative'], ['seat', 'bench'], 'sich setzen = sit sat sat |down +on'),
  ...withPreposition(
    ['in', 'dative'],
    ['queue'],
    `
  stehen steht stand gestanden = stand stood stood +in
  warten = wait +in
`,
  ),
  ...withPreposition(
    ['unter', 'dative'],
    ['blanket'],
    `
  schlafen schläft schlief geschlafen = sleep slept slept +under
  liegen liegt lag gelegen = lie lay lain +under
`,
  ),
  ...withPreposition(['auf', 'dative'], ['piano'], 'spielen = play'),
  ...withPreposition(['bei', 'dative'], ['bank'], 'arbeiten = work +for'),
  ...withPreposition(['zu', 'dative'], ['bank'], 'gehen geht ging gegangen (sein) = go went gone +to'),
];

/** Things on walls and under ceilings. */
export const hangingVerbs: readonly Verb[] = [
  ...parseVerbs(
    {
      subject: ['hangs'],
      frame: { type: 'prepositional', preposition: 'an', case: 'dative', kinds: ['wall'] },
    },
    'hängen hängt hing gehangen = hang hung hung +on',
  ),
  ...parseVerbs(
    {
      subject: ['lamp'],
      frame: { type: 'prepositional', preposition: 'an', case: 'dative', kinds: ['ceiling'] },
    },
    'hängen hängt hing gehangen = hang hung hung +from',
  ),
];

/** Verbs with two translations, told apart by what they take. */
export const ambiguousVerbs: readonly Verb[] = [
  ...decidedBy(['driven'], 'fahren fährt fuhr gefahren = drive drove driven'),
  ...decidedBy(['cycle'], 'fahren fährt fuhr gefahren = ride rode ridden'),
  ...decidedBy(['ridden'], 'reiten reitet ritt geritten = ride rode ridden'),
  ...decidedBy(['person'], 'treffen trifft traf getroffen = meet met met'),
  ...decidedBy(['target'], 'treffen trifft traf getroffen = hit hit hit'),
  ...decidedBy(['plan'], 'auf|geben gibt gab gegeben = give gave given |up'),
  ...decidedBy(['parcel'], 'auf|geben gibt gab gegeben = post'),
  ...decidedBy(['profession'], 'ein|stellen = hire'),
  ...decidedBy(['machine'], 'ein|stellen = adjust'),
  ...decidedBy(['switched'], 'aus|machen = turn |off'),
  ...decidedBy(['appointment'], 'aus|machen = arrange'),
  ...decidedBy(['question'], 'stellen = ask'),
  ...decidedBy(['talk'], 'halten hält hielt gehalten = give gave given'),
  ...decidedBy(['tool'], 'halten hält hielt gehalten = hold held held'),
  ...decidedBy(['clothing'], 'tragen trägt trug getragen = wear wore worn'),
  ...decidedBy(['furniture', 'container'], 'tragen trägt trug getragen = carry'),
  ...decidedBy(['clothing'], 'an|ziehen zieht zog gezogen = put put put |on'),
  ...decidedBy(['bulb'], 'wechseln = change'),
  ...decidedBy(['goal'], 'schießen schießt schoss geschossen = score'),
  ...decidedBy(['bird'], 'schießen schießt schoss geschossen = shoot shot shot'),
  ...decidedBy(['tap'], 'zu|drehen = turn |off'),
  ...decidedBy(['map'], 'zeichnen = draw drew drawn'),
  ...decidedBy(['bouquet'], 'binden bindet band gebunden = tie'),
  ...decidedBy(['wing'], 'bewegen = move', ['bird']),
];

/** Verbs of motion, with the way to a place. */
export const motionVerbs: readonly Verb[] = parseVerbs(
  { subject: person, frame: { type: 'direction' } },
  `
  gehen geht ging gegangen (sein) = go went gone
  fahren fährt fuhr gefahren (sein) = drive drove driven
  laufen läuft lief gelaufen (sein) = run ran run
  zurück|kehren (sein) = return
  wandern (sein) = hike
  eilen (sein) = rush
`,
);

/** `fahren` with a means of transport: `mit dem Zug fahren` to go by train. */
export const travelVerbs: readonly Verb[] = parseVerbs(
  { subject: person, frame: { type: 'travel' }, ambiguous: true },
  'fahren fährt fuhr gefahren (sein) = go went gone',
);

/** Verbs of being somewhere, with a two-way preposition and the dative. */
export const positionVerbs: readonly Verb[] = [
  ...parseVerbs(
    { subject: ['lies'], frame: { type: 'position' } },
    'liegen liegt lag gelegen = lie lay lain',
  ),
  ...parseVerbs(
    { subject: ['stands'], frame: { type: 'position' } },
    'stehen steht stand gestanden = stand stood stood',
  ),
];

/** Verbs of putting somewhere, with the same prepositions and the accusative. */
export const placementVerbs: readonly Verb[] = [
  ...parseVerbs({ subject: person, frame: { type: 'placement', kinds: ['lies'] } }, 'legen = put put put'),
  ...parseVerbs(
    { subject: person, frame: { type: 'placement', kinds: ['stands'] } },
    'stellen = put put put',
  ),
];

const play = 'spielen = play';
const beInGerman = 'haben hat hatte gehabt = be was been (state)';

/** Verbs with an unchanging complement. */
export const fixedVerbs: readonly Verb[] = (
  [
    [play, 'Fußball', 'football'],
    [beInGerman, 'Hunger', 'hungry'],
    [play, 'Klavier', 'the piano'],
    [beInGerman, 'Angst', 'afraid'],
    [play, 'Karten', 'cards'],
    [beInGerman, 'Durst', 'thirsty'],
    [play, 'Geige', 'the violin'],
    [beInGerman, 'recht', 'right'],
    [play, 'Schach', 'chess'],
    ['haben hat hatte gehabt = have had had (state)', 'Zeit', 'time'],
    [play, 'Tennis', 'tennis'],
    ['fahren fährt fuhr gefahren (sein) = go went gone', 'Ski', 'skiing'],
  ] as const
).flatMap(([entry, german, english]) =>
  parseVerbs(
    {
      subject: person,
      frame: { type: 'fixed', german: [german], english: english.split(' ') },
      ambiguous: entry !== play,
    },
    entry,
  ),
);
