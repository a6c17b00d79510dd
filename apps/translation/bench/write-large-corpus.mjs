/**
 * A parallel corpus of any size for measuring: words of syllables, drawn by Zipf's law from two million, with capitals,
 * punctuation, numbers, compounds and names that occur once. The same for the same number of pairs.
 */
import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';

const VOCABULARY = 2_000_000;
const LANGUAGES = {
  de: [
    'sch',
    'ein',
    'ung',
    'er',
    'gen',
    'lich',
    'ver',
    'be',
    'ken',
    'haus',
    'ß',
    'ä',
    'keit',
    'land',
    'zu',
    'mit',
  ],
  en: [
    'the',
    'ing',
    'tion',
    'er',
    'al',
    'ness',
    're',
    'un',
    'ly',
    'house',
    'th',
    'ee',
    'ment',
    'land',
    'co',
    'st',
  ],
};

/** A small repeatable generator of numbers in [0, 1) (mulberry32). */
function randomNumbers(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The word of a rank: its digits in base 16 as syllables, frequent words the shorter ones. */
function word(rank, syllables) {
  let text = '';
  for (let rest = rank; rest > 0; rest = Math.floor(rest / 16)) text += syllables[rest % 16];
  return text;
}

function pair(next) {
  const sides = { de: [], en: [] };
  const words = 4 + Math.floor(next() * next() * 60);
  for (let i = 0; i < words; i += 1) {
    const kind = next();
    const rank = Math.floor(VOCABULARY ** next());
    for (const [language, syllables] of Object.entries(LANGUAGES)) {
      let text = word(rank, syllables);
      if (i === 0 || kind < 0.1) text = text[0].toUpperCase() + text.slice(1);
      if (kind > 0.97) text = String(Math.floor(kind * 1e6) % 3000);
      else if (kind > 0.96) text = `${text}-${word(1 + (rank % 999), syllables)}`;
      else if (kind > 0.955) text += `'s`;
      else if (kind > 0.9) text += ',';
      sides[language].push(text);
    }
  }
  return { de: `${sides.de.join(' ')}.\n`, en: `${sides.en.join(' ')}.\n` };
}

async function writeSplit(folder, name, pairs, next) {
  const files = {
    de: createWriteStream(join(folder, `${name}.de`)),
    en: createWriteStream(join(folder, `${name}.en`)),
  };
  for (let done = 0; done < pairs;) {
    const chunk = { de: '', en: '' };
    for (const end = Math.min(pairs, done + 5000); done < end; done += 1) {
      const { de, en } = pair(next);
      chunk.de += de;
      chunk.en += en;
    }
    for (const [language, file] of Object.entries(files)) {
      if (!file.write(chunk[language])) await new Promise((resolve) => file.once('drain', resolve));
    }
  }
  for (const file of Object.values(files)) await new Promise((resolve) => file.end(resolve));
}

/** Writes `train`, `valid` and `test`, each `.de` and `.en`, into a folder. */
export async function writeLargeCorpus(folder, pairs) {
  await mkdir(folder, { recursive: true });
  const next = randomNumbers(1);
  await writeSplit(folder, 'train', pairs, next);
  await writeSplit(folder, 'valid', 1000, next);
  await writeSplit(folder, 'test', 1000, next);
}
