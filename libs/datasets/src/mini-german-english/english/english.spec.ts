import { describe, expect, it } from 'vitest';
import { indefiniteArticle, pluralOf, possessiveOf } from './noun-forms.js';
import { englishPast, formOfBe, ingForm, thirdPerson } from './verb-forms.js';

describe('English word forms', () => {
  it.each([
    ['dog', 'dogs'],
    ['bus', 'buses'],
    ['bench', 'benches'],
    ['box', 'boxes'],
    ['city', 'cities'],
    ['boy', 'boys'],
    ['front door key', 'front door keys'],
  ])('plural of %s', (singular, plural) => {
    expect(pluralOf(singular)).toBe(plural);
  });

  it('chooses a and an by sound', () => {
    const words = [
      'apple',
      'university',
      'hour',
      'honest',
      'useful',
      'umbrella',
      'old',
      'European',
      'one',
      'eight',
    ];
    expect(words.map(indefiniteArticle)).toEqual(['an', 'a', 'an', 'an', 'a', 'an', 'an', 'a', 'a', 'an']);
  });

  it('makes possessives', () => {
    expect([
      possessiveOf('boy', 'singular'),
      possessiveOf('boys', 'plural'),
      possessiveOf('women', 'plural'),
    ]).toEqual(["boy's", "boys'", "women's"]);
  });

  it.each([
    ['work', 'works', 'worked', 'working'],
    ['carry', 'carries', 'carried', 'carrying'],
    ['play', 'plays', 'played', 'playing'],
    ['watch', 'watches', 'watched', 'watching'],
    ['love', 'loves', 'loved', 'loving'],
    ['go', 'goes', '', 'going'],
    ['have', 'has', '', 'having'],
    ['lie', 'lies', '', 'lying'],
    ['see', 'sees', '', 'seeing'],
    ['put', 'puts', '', 'putting'],
    ['shop', 'shops', '', 'shopping'],
  ])('forms of %s', (base, third, past, ing) => {
    expect([thirdPerson(base), ingForm(base)]).toEqual([third, ing]);
    if (past !== '') expect(englishPast(base)).toBe(past);
  });

  it('conjugates be', () => {
    expect(formOfBe({ person: 1, number: 'singular' }, 'present')).toBe('am');
    expect(formOfBe({ person: 2, number: 'singular' }, 'past')).toBe('were');
    expect(formOfBe({ person: 3, number: 'singular' }, 'past')).toBe('was');
    expect(formOfBe({ person: 1, number: 'plural' }, 'present')).toBe('are');
  });
});
