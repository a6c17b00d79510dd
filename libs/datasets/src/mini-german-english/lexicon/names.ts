/** First names with the pronouns they take. */
export const firstNames = [
  { name: 'Anna', gender: 'f' },
  { name: 'Peter', gender: 'm' },
  { name: 'Maria', gender: 'f' },
  { name: 'Paul', gender: 'm' },
  { name: 'Julia', gender: 'f' },
  { name: 'Martin', gender: 'm' },
  { name: 'Eva', gender: 'f' },
  { name: 'Karl', gender: 'm' },
  { name: 'Lena', gender: 'f' },
  { name: 'Stefan', gender: 'm' },
  { name: 'Clara', gender: 'f' },
  { name: 'Simon', gender: 'm' },
] as const;

/** Towns and countries without an article: `in Berlin`, `nach Berlin`. */
export const placeNames = [
  { german: 'Berlin', english: 'Berlin' },
  { german: 'München', english: 'Munich' },
  { german: 'Italien', english: 'Italy' },
  { german: 'Wien', english: 'Vienna' },
  { german: 'Hamburg', english: 'Hamburg' },
  { german: 'Frankreich', english: 'France' },
  { german: 'Köln', english: 'Cologne' },
  { german: 'Spanien', english: 'Spain' },
  { german: 'Genf', english: 'Geneva' },
  { german: 'Schweden', english: 'Sweden' },
  { german: 'Österreich', english: 'Austria' },
  { german: 'Griechenland', english: 'Greece' },
] as const;
