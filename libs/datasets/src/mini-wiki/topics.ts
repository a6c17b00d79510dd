/** What articles of one kind are about. Nouns are singular; `es` and the like are left to `plural`. */
export interface Topic {
  readonly name: string;
  /** What the subject of an article is. */
  readonly kinds: readonly string[];
  /** Pronoun of the subject: a person has one of her own. */
  readonly subject: 'person' | 'thing';
  readonly nouns: readonly string[];
  /** In the past tense. */
  readonly verbs: readonly string[];
  readonly adjectives: readonly string[];
}

const words = (text: string): string[] => text.split(' ');

/** Words within a list are drawn by Zipf's law, in this order. */
export const TOPICS: readonly Topic[] = [
  {
    name: 'rivers',
    kinds: words('river stream canal lake'),
    subject: 'thing',
    nouns: words(
      'valley bridge bank flood mill fish tributary village dam delta current mountain gorge marsh island ferry',
    ),
    verbs: words('crossed flooded drained reached joined shaped divided carried fed left'),
    adjectives: words('narrow deep northern muddy shallow wide calm southern swift upper'),
  },
  {
    name: 'ships',
    kinds: words('battleship cruiser frigate steamer'),
    subject: 'thing',
    nouns: words(
      'fleet gun crew port boiler admiral convoy harbour squadron deck torpedo engine voyage hull mast enemy',
    ),
    verbs: words('fired escorted sank repaired joined attacked left reached damaged shelled'),
    adjectives: words('naval armoured German heavy coastal fast damaged British light old'),
  },
  {
    name: 'songs',
    kinds: words('song album single symphony'),
    subject: 'thing',
    nouns: words(
      'chart critic melody singer producer band lyric tour studio chorus concert guitar label verse audience award',
    ),
    verbs: words('recorded released praised wrote performed produced covered sang reached topped'),
    adjectives: words('popular musical melodic live slow critical young famous digital early'),
  },
  {
    name: 'birds',
    kinds: words('bird owl finch heron'),
    subject: 'thing',
    nouns: words(
      'nest species egg forest wing feather insect colony habitat chick tree predator seed tail marsh season',
    ),
    verbs: words('built laid ate defended left inhabited preferred fed crossed avoided'),
    adjectives: words('brown small common nocturnal wild southern rare tropical grey tall'),
  },
  {
    name: 'footballers',
    kinds: words('footballer goalkeeper manager striker'),
    subject: 'person',
    nouns: words(
      'club goal match season league team cup supporter contract injury title manager debut rival stadium referee',
    ),
    verbs: words('scored signed won lost joined left managed missed played beat'),
    adjectives: words('young professional English injured first national final successful late local'),
  },
  {
    name: 'queens',
    kinds: words('queen king duchess general'),
    subject: 'person',
    nouns: words(
      'army castle throne battle treaty rebel noble siege crown war bishop daughter province alliance enemy court',
    ),
    verbs: words('ruled defeated married signed besieged led founded attacked left won'),
    adjectives: words('royal loyal powerful northern noble ancient bloody young last foreign'),
  },
  {
    name: 'churches',
    kinds: words('church abbey cathedral chapel'),
    subject: 'thing',
    nouns: words(
      'tower roof window nave bell monk stone parish bishop wall arch altar organ tomb century architect',
    ),
    verbs: words('built restored painted replaced founded destroyed housed designed left added'),
    adjectives: words('medieval Gothic stone old western tall painted narrow ruined Norman'),
  },
  {
    name: 'storms',
    kinds: words('hurricane storm cyclone typhoon'),
    subject: 'thing',
    nouns: words(
      'wind coast island damage rain pressure warning house flood season resident ocean crop power landfall victim',
    ),
    verbs: words('destroyed struck weakened crossed flooded killed damaged reached approached left'),
    adjectives: words('tropical strong severe heavy coastal eastern weak warm intense large'),
  },
];

/** Words that every topic uses: nouns of people and things, in the order of their frequency. */
export const COMMON_NOUNS = words(
  'year time city member town part group area name country state house record day report',
);

export const COMMON_ADJECTIVES = words('new first other large small second great several major long');

export const PLACES = words('England France Norway Spain Wales Scotland Canada Ireland Sweden Italy');

/** Preposition of a phrase that stands between a noun and its verb. */
export const PREPOSITIONS = words('of near in with from behind');
