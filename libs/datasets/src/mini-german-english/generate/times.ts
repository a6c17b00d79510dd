import { germanNumber, germanOrdinalStem } from '../german/numbers.js';
import { englishNumber, englishOrdinal } from '../english/numbers.js';
import {
  frequencies,
  futureTimes,
  habitTimes,
  months,
  nowTimes,
  pastTimes,
  spans,
  weekdays,
  type WordPair,
} from '../lexicon/time.js';
import { type Adverbial, type Slot, type Tense } from '../plan/meaning.js';
import { type Random } from '../../random.js';

export type WordAdverbial = Extract<Adverbial, { type: 'words' }>;

/** An adverbial of fixed words. */
export function words([german, english]: WordPair, slot: Slot, tag?: string): WordAdverbial {
  return {
    type: 'words',
    slot,
    german: german.split(' '),
    english: english.split(' '),
    ...(tag === undefined ? {} : { tag }),
  };
}

/** Clock times in words: `um halb acht` at half past seven, `um Viertel nach drei`, `um zehn vor neun`. */
export function clockTime(hour: number, minutes: number): WordPair {
  const next = (hour % 12) + 1;
  if (minutes === 0)
    return [`um ${hour === 1 ? 'ein' : germanNumber(hour)} Uhr`, `at ${englishNumber(hour)} o'clock`];
  if (minutes === 30) return [`um halb ${germanNumber(next)}`, `at half past ${englishNumber(hour)}`];
  if (minutes === 15)
    return [`um Viertel nach ${germanNumber(hour)}`, `at a quarter past ${englishNumber(hour)}`];
  if (minutes === 45)
    return [`um Viertel vor ${germanNumber(next)}`, `at a quarter to ${englishNumber(next)}`];
  if (minutes < 30) {
    return [
      `um ${germanNumber(minutes)} nach ${germanNumber(hour)}`,
      `at ${englishNumber(minutes)} past ${englishNumber(hour)}`,
    ];
  }
  const left = 60 - minutes;
  return [
    `um ${germanNumber(left)} vor ${germanNumber(next)}`,
    `at ${englishNumber(left)} to ${englishNumber(next)}`,
  ];
}

export function randomClock(random: Random): WordAdverbial {
  const minutes = random.pick([0, 0, 0, 30, 30, 15, 45, 5, 10, 20, 40, 50, 55]);
  return words(clockTime(random.integer(1, 12), minutes), 'time', 'clock');
}

/** `am dritten März`, on the third of March. */
export function calendarDate(day: number, [german, english]: WordPair): WordPair {
  return [`am ${germanOrdinalStem(day)}en ${german}`, `on the ${englishOrdinal(day)} of ${english}`];
}

function randomDate(random: Random): WordAdverbial {
  return words(calendarDate(random.integer(1, 28), random.pickZipf(months)), 'time', 'date');
}

function randomWeekday(random: Random): WordAdverbial {
  const [german, english] = random.pickZipf(weekdays);
  return words([`am ${german}`, `on ${english}`], 'time', 'date');
}

function ago(random: Random): WordAdverbial {
  const count = random.integer(2, 12);
  const [german, english] = random.pickZipf(spans);
  return words(
    [`vor ${germanNumber(count)} ${german}`, `${englishNumber(count)} ${english} ago`],
    'time',
    'number',
  );
}

/** With the negation of the clause: `noch nicht`, `noch kein`, not ... yet. */
export const notYet: WordAdverbial = {
  ...words(['noch', 'yet'], 'frequency', 'present-perfect'),
  englishSlot: 'time',
};

/** A time that fits the tense, or none. The English tense of a German present hangs on it. */
export function timeFor(random: Random, tense: Tense): WordAdverbial[] {
  switch (tense) {
    case 'preterite':
    case 'perfect':
      return random.chance(0.55) ? [withClock(random, pastTime(random))] : [];
    case 'presentFuture':
      return [
        withClock(
          random,
          random.chance(0.7) ? words(random.pickZipf(futureTimes), 'time') : dayAhead(random),
        ),
      ];
    case 'future':
      return random.chance(0.4) ? [words(random.pickZipf(futureTimes), 'time')] : [];
    case 'progressive':
      return random.chance(0.6)
        ? [{ ...words(['gerade', ''], 'frequency', 'progressive'), english: [] }]
        : [words(random.pickZipf(nowTimes), 'time', 'progressive')];
    case 'presentPerfect':
      return [
        random.weighted([
          [5, words(['schon', 'already'], 'frequency', 'present-perfect')],
          [2.5, words(['noch nie', 'never'], 'frequency', 'present-perfect')],
          [2.5, notYet],
        ]),
      ];
    case 'present':
      return random.chance(0.45)
        ? [
            random.chance(0.5)
              ? words(random.pickZipf(habitTimes), 'time')
              : words(random.pickZipf(frequencies), 'frequency'),
          ]
        : [];
  }
}

function pastTime(random: Random): WordAdverbial {
  return random.weighted<() => WordAdverbial>([
    [5, () => words(random.pickZipf(pastTimes), 'time')],
    [1.5, () => randomWeekday(random)],
    [1.5, () => ago(random)],
    [1.2, () => randomDate(random)],
    [0.8, () => randomClock(random)],
  ])();
}

/** A day that could be past or to come: with the present tense it is to come. */
function dayAhead(random: Random): WordAdverbial {
  return random.chance(0.5) ? randomWeekday(random) : randomDate(random);
}

/** `gestern um acht Uhr`: a clock time behind a day. */
function withClock(random: Random, time: WordAdverbial): WordAdverbial {
  const [first = ''] = time.german;
  if (!['gestern', 'morgen', 'vorgestern', 'übermorgen', 'am'].includes(first) || !random.chance(0.2))
    return time;
  const clock = randomClock(random);
  return {
    ...time,
    german: [...time.german, ...clock.german],
    english: [...time.english, ...clock.english],
    tag: 'clock',
  };
}
