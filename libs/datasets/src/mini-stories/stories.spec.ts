import { describe, expect, it } from 'vitest';
import { Random } from '../random.js';
import { findSummaries } from '../summaries/find-summaries.js';
import { readSummaries } from '../summaries/read-summaries.js';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { randomStory } from './story.js';
import { generateMiniStories, writeMiniStories } from './write-stories.js';

const path = temporaryFolder();

describe('generated stories', () => {
  it('hold what the highlights say, over several sentences, and something they do not', () => {
    const random = new Random(4);
    for (let i = 0; i < 200; i++) {
      const { paragraphs, highlights } = randomStory(random);
      const [deed = '', outcome] = highlights;
      expect(outcome).toBeTruthy();
      const match = /^(\w+ \w+ \w+) (\w+) (\d+) (.+) in (\w+)$/u.exec(deed);
      const [, who = '', , count = '', what = '', where = ''] = match ?? [];
      expect(match).not.toBeNull();
      const telling = paragraphs.filter((line) => line.includes(who) && line.includes(`${count} ${what}`));
      expect(telling).toHaveLength(1);
      // The place stands in another sentence than the deed.
      expect(telling[0]).not.toContain(where);
      expect(paragraphs.some((line) => line.includes(where))).toBe(true);
      expect(paragraphs.filter((line) => /^(?:Elsewhere|In other news)/u.test(line))).toHaveLength(1);
      expect(paragraphs.length).toBe(5);
    }
  });

  it('depend on the seed alone, and none is there twice', () => {
    const options = { train: 50, valid: 5, test: 5 };
    const stories = generateMiniStories(options);
    expect(generateMiniStories(options)).toEqual(stories);
    expect(generateMiniStories({ ...options, seed: 2 })).not.toEqual(stories);
    const firsts = [...stories.train, ...stories.valid, ...stories.test].map(
      ({ highlights }) => highlights[0],
    );
    expect(new Set(firsts).size).toBe(60);
  });

  it('are read by the reader of story files', async () => {
    await writeMiniStories(path('stories'), { train: 3, valid: 1, test: 1 });
    const { train } = await findSummaries(path('stories'));
    const [expected] = generateMiniStories({ train: 3, valid: 1, test: 1 }).train;
    const { value } = await readSummaries(train).next();
    expect(value).toEqual({
      id: '00001',
      document: expected?.paragraphs.join(' '),
      summary: expected?.highlights.map((line) => `${line} .`).join(' '),
    });
  });
});
