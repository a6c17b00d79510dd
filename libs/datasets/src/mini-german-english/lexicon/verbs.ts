import { parseVerbs } from './parse-verbs.js';
import { type Frame, type Kind, type Verb } from './types.js';

const person: readonly Kind[] = ['person'];
const goods: readonly Kind[] = [
  'thing',
  'clothing',
  'headwear',
  'furniture',
  'food',
  'readable',
  'machine',
  'transport',
];
const portable: readonly Kind[] = ['thing', 'clothing', 'headwear', 'readable'];

/** Verbs of a person with an object in the accusative. */
function withObject(objects: readonly Kind[], text: string): Verb[] {
  return parseVerbs({ subject: person, frame: { type: 'object', case: 'accusative', kinds: objects } }, text);
}

/** Verbs of a person with a receiver in the dative and a thing in the accusative. */
function withRecipient(english: 'indirect' | 'to', things: readonly Kind[], text: string): Verb[] {
  return parseVerbs({ subject: person, frame: { type: 'recipient', kinds: things, english } }, text);
}

export const intransitiveVerbs: readonly Verb[] = [
  ...parseVerbs(
    { subject: person, frame: { type: 'none' } },
    `
  arbeiten = work
  schlafen schläft schlief geschlafen = sleep slept slept
  warten = wait
  lachen = laugh
  kochen = cook
  an|kommen kommt kam gekommen (sein) = arrive
  tanzen = dance
  auf|stehen steht stand gestanden (sein) = get got got |up
  singen singt sang gesungen = sing sang sung
  weinen = cry
  ein|kaufen = shop shopped shopped
  schwimmen schwimmt schwamm geschwommen (sein) = swim swam swum
  auf|wachen (sein) = wake woke woken |up
  ein|schlafen schläft schlief geschlafen (sein) = fall fell fallen |asleep
  reisen (sein) = travel travelled travelled
  sich beeilen = hurry
  ab|reisen (sein) = depart
  sich aus|ruhen = rest
  zurück|kommen kommt kam gekommen (sein) = come came come |back
  auf|räumen = tidy |up
`,
  ),
  ...parseVerbs(
    { subject: ['animal', 'rooster', 'snake', 'ostrich'], frame: { type: 'none' } },
    `
  schlafen schläft schlief geschlafen = sleep slept slept
  weg|laufen läuft lief gelaufen (sein) = run ran run |away
  spielen = play
  trinken trinkt trank getrunken = drink drank drunk
`,
  ),
  ...parseVerbs(
    { subject: ['transport'], frame: { type: 'none' } },
    `
  ab|fahren fährt fuhr gefahren (sein) = leave left left
  an|kommen kommt kam gekommen (sein) = arrive
  an|halten hält hielt gehalten = stop stopped stopped
`,
  ),
];

export const transitiveVerbs: readonly Verb[] = [
  ...withObject(
    goods,
    `
  kaufen = buy bought bought
  suchen = look +for
  haben hat hatte gehabt = have had had (state)
  finden findet fand gefunden = find found found
  brauchen = need (state)
  verkaufen = sell sold sold
  bezahlen = pay paid paid +for
`,
  ),
  ...withObject(
    portable,
    `
  holen = fetch
  verlieren verliert verlor verloren = lose lost lost
  mit|bringen bringt brachte gebracht = bring brought brought |along
  vergessen vergisst vergaß vergessen = forget forgot forgotten
  weg|werfen wirft warf geworfen = throw threw thrown |away
`,
  ),
  ...withObject(
    ['person', 'animal', 'sight', 'snake'],
    `
  sehen sieht sah gesehen = see saw seen (state)
  fotografieren = photograph
  mögen mag mochte gemocht = like (state)
`,
  ),
  ...withObject(['person', 'animal', 'snake'], 'beobachten = watch'),
  ...withObject(
    person,
    `
  an|rufen ruft rief gerufen = call
  besuchen = visit
  kennen kennt kannte gekannt = know knew known (state)
  ein|laden lädt lud geladen = invite
  ab|holen = pick |up
  fragen = ask
  grüßen = greet
  begleiten = accompany
  unterstützen = support
  vermissen = miss
  lieben = love (state)
  an|lächeln = smile +at
  verstehen versteht verstand verstanden = understand understood understood (state)
`,
  ),
  ...withObject(['food', 'pear'], 'essen isst aß gegessen = eat ate eaten'),
  ...withObject(
    ['drink'],
    `
  trinken trinkt trank getrunken = drink drank drunk
  bestellen = order
  ein|gießen gießt goss gegossen = pour |out
`,
  ),
  ...withObject(
    ['dish'],
    `
  kochen = cook
  probieren = taste
  bestellen = order
`,
  ),
  ...withObject(
    ['fruit', 'pear'],
    `
  schälen = peel
  pflücken = pick
`,
  ),
  ...withObject(
    ['readable'],
    `
  lesen liest las gelesen = read read read
  vor|lesen liest las gelesen = read read read |out
`,
  ),
  ...withObject(
    ['writable'],
    `
  schreiben schreibt schrieb geschrieben = write wrote written
  ab|schreiben schreibt schrieb geschrieben = copy
`,
  ),
  ...withObject(
    ['openable', 'gate'],
    `
  öffnen = open
  schließen schließt schloss geschlossen = close
  auf|machen = open
  zu|machen = close
`,
  ),
  ...withObject(['machine', 'transport', 'lock', 'tap'], 'reparieren = repair'),
  ...withObject(['machine', 'tool'], 'benutzen = use'),
  ...withObject(['clothing', 'blanket'], 'waschen wäscht wusch gewaschen = wash'),
  ...withObject(['clothing'], 'aus|ziehen zieht zog gezogen = take took taken |off'),
  ...withObject(
    ['headwear'],
    `
  auf|setzen = put put put |on
  ab|setzen = take took taken |off
`,
  ),
  ...withObject(
    ['animal', 'rooster', 'ostrich', 'snake'],
    `
  füttern = feed fed fed
  streicheln = stroke
`,
  ),
  ...withObject(['room', 'part', 'container'], 'putzen = clean'),
  ...withObject(['room', 'wall', 'ceiling', 'bench'], 'streichen streicht strich gestrichen = paint'),
  ...withObject(
    ['room', 'building', 'castle'],
    `
  betreten betritt betrat betreten = enter
  verlassen verlässt verließ verlassen = leave left left
`,
  ),
  ...withObject(['castle', 'building'], 'besichtigen = visit'),
  ...withObject(['castle', 'sight'], 'bewundern = admire'),
  ...withObject(
    ['thought', 'plan', 'question', 'mistake'],
    `
  verstehen versteht verstand verstanden = understand understood understood (state)
  vergessen vergisst vergaß vergessen = forget forgot forgotten
`,
  ),
  ...withObject(['mistake'], 'machen = make made made'),
  ...withObject(['question'], 'beantworten = answer'),
  ...withObject(
    ['song'],
    `
  singen singt sang gesungen = sing sang sung
  hören = hear heard heard (state)
`,
  ),
  ...withObject(['event'], 'vor|bereiten bereitet bereitete bereitet = prepare'),
  ...parseVerbs(
    { subject: ['animal'], frame: { type: 'object', case: 'accusative', kinds: ['animal'] } },
    `
  jagen = chase
  beißen beißt biss gebissen = bite bit bitten
  sehen sieht sah gesehen = see saw seen (state)
`,
  ),
  ...parseVerbs(
    { subject: ['court'], frame: { type: 'object', case: 'accusative', kinds: ['profession'] } },
    'verurteilen = convict',
  ),
];

const toPerson: Frame = { type: 'object', case: 'dative', kinds: person };

export const dativeVerbs: readonly Verb[] = [
  ...parseVerbs(
    { subject: person, frame: toPerson },
    `
  helfen hilft half geholfen = help
  danken = thank
  antworten = answer
  folgen (sein) = follow
  zu|hören = listen +to
  vertrauen = trust (state)
  gratulieren = congratulate
  begegnen (sein) = meet met met
  zu|winken = wave +at
  widersprechen widerspricht widersprach widersprochen = contradict
`,
  ),
  ...parseVerbs(
    { subject: ['thing', 'transport', 'furniture'], frame: toPerson },
    'gehören gehört gehörte gehört = belong +to (state)',
  ),
];

export const recipientVerbs: readonly Verb[] = [
  ...withRecipient(
    'indirect',
    ['thing', 'readable', 'food', 'clothing'],
    `
  geben gibt gab gegeben = give gave given
  zeigen = show showed shown
  bringen bringt brachte gebracht = bring brought brought
  verkaufen = sell sold sold
  leihen leiht lieh geliehen = lend lent lent
`,
  ),
  ...withRecipient('indirect', ['bouquet', 'thing', 'readable'], 'schenken = give gave given'),
  ...withRecipient('indirect', ['sent'], 'schicken = send sent sent'),
  ...withRecipient('indirect', ['told'], 'erzählen = tell told told'),
  ...withRecipient(
    'to',
    ['thought', 'plan'],
    `
  erklären = explain
  beschreiben beschreibt beschrieb beschrieben = describe
`,
  ),
];
