import { parseAdjectives } from './parse-adjectives.js';

const objects = [
  'thing',
  'furniture',
  'clothing',
  'headwear',
  'machine',
  'transport',
  'building',
  'room',
  'part',
  'container',
  'castle',
  'gate',
  'lock',
  'bench',
  'map',
  'piano',
  'blanket',
] as const;

export const adjectives = [
  ...parseAdjectives(
    [...objects, 'animal', 'readable'],
    `
  alt älter = old (older)
  schön = beautiful
`,
  ),
  ...parseAdjectives(
    [...objects, 'animal', 'place', 'parcel', 'snake', 'ostrich', 'bouquet', 'rooster', 'fruit'],
    `
  groß größer = big (bigger)
  klein = small (smaller)
`,
  ),
  ...parseAdjectives(
    ['person'],
    `
  jung jünger = young (younger)
  alt älter = old (older)
  freundlich = friendly (friendlier)
  müde = tired
  klug klüger = clever (cleverer)
  krank kränker = sick (sicker)
  reich = rich (richer)
  glücklich = happy (happier)
  fleißig = hard-working
  berühmt = famous
  arm ärmer = poor (poorer)
  mutig = brave (braver)
  höflich = polite
  traurig = sad (sadder)
  geduldig = patient
  neugierig = curious
  ehrlich = honest
  faul = lazy (lazier)
  hungrig = hungry (hungrier)
  vorsichtig = careful
  stolz = proud (prouder)
  nervös = nervous
`,
  ),
  ...parseAdjectives(
    [...objects, 'bulb'],
    `
  neu = new (newer)
  teuer/teur = expensive
  billig = cheap (cheaper)
  schwarz schwärzer = black (blacker)
  rot röter = red (redder)
  weiß = white (whiter)
  grün = green (greener)
`,
  ),
  ...parseAdjectives(
    ['thing', 'furniture', 'container', 'machine', 'parcel', 'tool'],
    `
  schwer = heavy (heavier)
  nützlich = useful
  praktisch = practical
  kaputt = broken
`,
  ),
  ...parseAdjectives(
    ['clothing', 'furniture', 'seat'],
    `
  bequem = comfortable
  blau = blue (bluer)
  grau = grey (greyer)
`,
  ),
  ...parseAdjectives(
    ['clothing', 'blanket'],
    `
  warm wärmer = warm (warmer)
  elegant = elegant
`,
  ),
  ...parseAdjectives(
    ['readable', 'sight', 'told', 'talk', 'song', 'event'],
    `
  interessant = interesting
  langweilig = boring
`,
  ),
  ...parseAdjectives(
    ['readable', 'told', 'talk', 'song', 'event'],
    `
  lang länger = long (longer)
  kurz kürzer = short (shorter)
  lustig = funny (funnier)
`,
  ),
  ...parseAdjectives(
    ['thought', 'plan', 'question', 'appointment', 'mistake'],
    `
  wichtig = important
  einfach = simple (simpler)
  schwierig = difficult
  gut besser = good (better)
  dumm dümmer = stupid (stupider)
  merkwürdig = strange (stranger)
`,
  ),
  ...parseAdjectives(
    ['food', 'pear', 'dish'],
    `
  frisch = fresh (fresher)
  lecker = tasty (tastier)
  süß = sweet (sweeter)
  reif = ripe (riper)
`,
  ),
  ...parseAdjectives(
    ['drink'],
    `
  kalt kälter = cold (colder)
  heiß = hot (hotter)
  süß = sweet (sweeter)
`,
  ),
  ...parseAdjectives(
    ['place', 'room', 'building'],
    `
  ruhig = quiet (quieter)
  dunkel/dunkl = dark (darker)
  sauber = clean (cleaner)
  laut = loud (louder)
  leer = empty (emptier)
  gemütlich = cosy (cosier)
  modern = modern
`,
  ),
  ...parseAdjectives(
    ['animal', 'snake', 'rooster', 'ostrich'],
    `
  wild = wild (wilder)
  gefährlich = dangerous
  schnell = fast (faster)
  langsam = slow (slower)
  stark stärker = strong (stronger)
`,
  ),
  ...parseAdjectives(
    ['transport'],
    `
  schnell = fast (faster)
  langsam = slow (slower)
  gelb = yellow (yellower)
  voll = full (fuller)
`,
  ),
  ...parseAdjectives(
    ['weather'],
    `
  stark stärker = heavy (heavier)
  schrecklich = terrible
`,
  ),
];
