/** First and last names, none of them twice. */
export const FIRST_NAMES =
  'Anna Boris Clara Daniel Elena Felix Greta Hugo Irene Jonas Karin Leo Marta Nils Olga Peter Rosa Simon Tina Viktor'.split(
    ' ',
  );
export const LAST_NAMES =
  'Adams Berg Castro Diaz Evans Fischer Grant Hill Ivanov Jansen Keller Lopez Meyer Novak Olsen Parker Quinn Rossi Stone Weber'.split(
    ' ',
  );

export const PLACES =
  'Avon Bergen Cadiz Dover Essen Ghent Lima Malmo Oslo Porto Quito Riga Siena Turin Utrecht Vienna'.split(
    ' ',
  );

export const DAYS = 'Monday Tuesday Wednesday Thursday Friday Saturday Sunday'.split(' ');

/** What happens: who does it, in present and past, to what, and what people say of it. */
export interface Topic {
  readonly role: string;
  readonly present: string;
  readonly past: string;
  readonly objects: readonly string[];
  readonly reaction: readonly [past: string, present: string];
}

export const TOPICS: readonly Topic[] = [
  {
    role: 'Mayor',
    present: 'opens',
    past: 'opened',
    objects: ['new bridges', 'small parks', 'public libraries', 'bus stations'],
    reaction: ['residents welcomed the decision', 'Residents welcome it'],
  },
  {
    role: 'Officer',
    present: 'finds',
    past: 'found',
    objects: ['stolen cars', 'lost children', 'old paintings', 'hidden weapons'],
    reaction: ['the police began an inquiry', 'Police begin an inquiry'],
  },
  {
    role: 'Doctor',
    present: 'treats',
    past: 'treated',
    objects: ['sick sailors', 'young patients', 'injured workers', 'tired runners'],
    reaction: ['the hospital asked for help', 'Hospital asks for help'],
  },
  {
    role: 'Farmer',
    present: 'sells',
    past: 'sold',
    objects: ['white horses', 'brown cows', 'apple trees', 'heavy tractors'],
    reaction: ['prices in the region fell', 'Prices fall'],
  },
  {
    role: 'Captain',
    present: 'rescues',
    past: 'rescued',
    objects: ['tired fishermen', 'cold swimmers', 'lost tourists', 'small dogs'],
    reaction: ['the coast guard praised the crew', 'Coast guard praises crew'],
  },
  {
    role: 'Coach',
    present: 'signs',
    past: 'signed',
    objects: ['young players', 'fast runners', 'tall goalkeepers', 'foreign strikers'],
    reaction: ['the fans cheered loudly', 'Fans cheer'],
  },
];

/** Openings and closings that say nothing of the matter. */
export const FILLERS = [
  'The weather was mild for the season.',
  'It was a quiet week in the region.',
  'Many people had waited for news.',
  'Reporters stood in front of the town hall.',
  'Nobody had expected it.',
  'More details are to follow.',
];
