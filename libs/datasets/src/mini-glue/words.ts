/** A noun in both numbers, and what it is a kind of. */
export interface Noun {
  readonly one: string;
  readonly many: string;
  readonly kind: 'animal' | 'person';
}

/** Few words, so that every one of them is seen often: what is to be learned are relations, not names. */
export const nouns: readonly Noun[] = [
  { one: 'dog', many: 'dogs', kind: 'animal' },
  { one: 'cat', many: 'cats', kind: 'animal' },
  { one: 'horse', many: 'horses', kind: 'animal' },
  { one: 'boy', many: 'boys', kind: 'person' },
  { one: 'girl', many: 'girls', kind: 'person' },
  { one: 'teacher', many: 'teachers', kind: 'person' },
];

/** A verb that takes an object. */
export interface Verb {
  readonly one: string;
  readonly many: string;
  readonly participle: string;
}

export const verbs: readonly Verb[] = [
  { one: 'sees', many: 'see', participle: 'seen' },
  { one: 'helps', many: 'help', participle: 'helped' },
  { one: 'follows', many: 'follow', participle: 'followed' },
  { one: 'calls', many: 'call', participle: 'called' },
  { one: 'finds', many: 'find', participle: 'found' },
];

/** Verbs without an object: third person, and base form. */
export const actions: readonly { readonly one: string; readonly base: string }[] = [
  { one: 'sleeps', base: 'sleep' },
  { one: 'sings', base: 'sing' },
  { one: 'waits', base: 'wait' },
  { one: 'runs', base: 'run' },
  { one: 'eats', base: 'eat' },
];

export const adjectives = ['small', 'old', 'young', 'quiet'] as const;
export const places = ['in the garden', 'at the station', 'on the bridge', 'near the river'] as const;
export const times = ['in the morning', 'at night', 'every monday', 'after lunch'] as const;
export const names = ['anna', 'ben', 'clara', 'david', 'emma', 'felix'] as const;

/** Comparatives with what says the opposite. */
export const comparatives: readonly (readonly [string, string])[] = [
  ['taller', 'shorter'],
  ['older', 'younger'],
  ['faster', 'slower'],
  ['richer', 'poorer'],
];
