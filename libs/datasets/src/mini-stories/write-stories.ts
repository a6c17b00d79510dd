import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DataError, describeSystemError } from '../data-error.js';
import { Random } from '../random.js';
import { formatStory } from '../summaries/story.js';
import { type MiniStory, randomStory } from './story.js';

/** How many stories the parts have, and the seed that decides all of them. */
export interface MiniStoriesOptions {
  readonly seed?: number;
  readonly train?: number;
  readonly valid?: number;
  readonly test?: number;
}

/** The sizes and the seed of the stories that the experiments use. */
export const miniStoriesDefaults = { seed: 1, train: 2000, valid: 100, test: 200 } as const;

const PARTS = ['train', 'valid', 'test'] as const;
export type MiniStories = Readonly<Record<(typeof PARTS)[number], readonly MiniStory[]>>;

/** Generates the stories; no two have the same first highlight. */
export function generateMiniStories(options: MiniStoriesOptions = {}): MiniStories {
  const { seed, ...sizes } = { ...miniStoriesDefaults, ...options };
  const random = new Random(seed);
  const seen = new Set<string | undefined>();
  const fresh = (): MiniStory => {
    for (;;) {
      const story = randomStory(random);
      if (seen.has(story.highlights[0])) continue;
      seen.add(story.highlights[0]);
      return story;
    }
  };
  const stories = (count: number): MiniStory[] => Array.from({ length: count }, fresh);
  return { train: stories(sizes.train), valid: stories(sizes.valid), test: stories(sizes.test) };
}

/**
 * Writes the stories as files `train/00001.story` and so on, in the format of CNN/DailyMail. Nothing is forced to the disk: the
 * caller gives the folder its name when all are there.
 */
export async function writeMiniStories(folder: string, options: MiniStoriesOptions = {}): Promise<void> {
  const stories = generateMiniStories(options);
  for (const part of PARTS) {
    const into = join(folder, part);
    await mkdir(into, { recursive: true }).catch((error: unknown) => {
      throw new DataError(`Cannot make the folder ${into}: ${describeSystemError(error)}.`, { cause: error });
    });
    for (const [index, { paragraphs, highlights }] of stories[part].entries()) {
      const name = `${String(index + 1).padStart(5, '0')}.story`;
      await writeFile(join(into, name), formatStory(paragraphs, highlights));
    }
  }
}
