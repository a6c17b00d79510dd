/** Adverbs of time and manner as pairs of German and English words, by the tense they go with. */
export type WordPair = readonly [german: string, english: string];

export const pastTimes: readonly WordPair[] = [
  ['gestern', 'yesterday'],
  ['letzte Woche', 'last week'],
  ['gestern Abend', 'yesterday evening'],
  ['heute Morgen', 'this morning'],
  ['letztes Jahr', 'last year'],
  ['vorgestern', 'the day before yesterday'],
  ['letzten Sommer', 'last summer'],
  ['damals', 'back then'],
  ['letzten Monat', 'last month'],
];

export const futureTimes: readonly WordPair[] = [
  ['morgen', 'tomorrow'],
  ['nächste Woche', 'next week'],
  ['morgen früh', 'tomorrow morning'],
  ['heute Abend', 'this evening'],
  ['übermorgen', 'the day after tomorrow'],
  ['bald', 'soon'],
  ['nächstes Jahr', 'next year'],
  ['nächsten Monat', 'next month'],
];

export const habitTimes: readonly WordPair[] = [
  ['jeden Tag', 'every day'],
  ['am Wochenende', 'at the weekend'],
  ['jeden Morgen', 'every morning'],
  ['abends', 'in the evening'],
  ['im Winter', 'in winter'],
  ['jede Woche', 'every week'],
  ['im Sommer', 'in summer'],
  ['nachts', 'at night'],
  ['jedes Jahr', 'every year'],
  ['sonntags', 'on Sundays'],
];

export const nowTimes: readonly WordPair[] = [
  ['jetzt', 'now'],
  ['im Moment', 'at the moment'],
];

export const frequencies: readonly WordPair[] = [
  ['oft', 'often'],
  ['immer', 'always'],
  ['manchmal', 'sometimes'],
  ['nie', 'never'],
  ['selten', 'rarely'],
  ['normalerweise', 'usually'],
];

export const manners: readonly WordPair[] = [
  ['zusammen mit Freunden', 'together with friends'],
  ['allein', 'alone'],
  ['vorsichtig', 'carefully'],
  ['heimlich', 'secretly'],
  ['geduldig', 'patiently'],
  ['ohne Pause', 'without a break'],
];

export const weekdays: readonly WordPair[] = [
  ['Montag', 'Monday'],
  ['Samstag', 'Saturday'],
  ['Freitag', 'Friday'],
  ['Dienstag', 'Tuesday'],
  ['Sonntag', 'Sunday'],
  ['Donnerstag', 'Thursday'],
  ['Mittwoch', 'Wednesday'],
];

export const months: readonly WordPair[] = [
  ['Januar', 'January'],
  ['Mai', 'May'],
  ['März', 'March'],
  ['Oktober', 'October'],
  ['Juli', 'July'],
  ['April', 'April'],
  ['Dezember', 'December'],
  ['Juni', 'June'],
  ['August', 'August'],
  ['Februar', 'February'],
  ['September', 'September'],
  ['November', 'November'],
];

/** Spans for `vor drei Tagen`, with the dative plural. */
export const spans: readonly WordPair[] = [
  ['Tagen', 'days'],
  ['Jahren', 'years'],
  ['Stunden', 'hours'],
  ['Wochen', 'weeks'],
  ['Minuten', 'minutes'],
  ['Monaten', 'months'],
];
