import { mkdir, writeFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { findSummaries, storyName } from './find-summaries.js';
import { readSummaries, type SummarySource } from './read-summaries.js';
import { formatStory, parseStory } from './story.js';

const path = temporaryFolder();

async function all(source: SummarySource) {
  const pairs = [];
  for await (const pair of readSummaries(source)) pairs.push(pair);
  return pairs;
}

async function files(folder: string, content: Readonly<Record<string, string | Buffer>>): Promise<string> {
  for (const [name, data] of Object.entries(content)) {
    const file = path(`${folder}/${name}`);
    await mkdir(file.slice(0, file.lastIndexOf('/')), { recursive: true });
    await writeFile(file, data);
  }
  return path(folder);
}

describe('parseStory', () => {
  it('joins paragraphs and highlights, and ends lines that lack a period', () => {
    const text =
      'A headline\n\n(CNN) -- First line.\n\n"Quoted"\n\n@highlight\n\nOne thing\n\n@highlight\n\nAnother!\n';
    expect(parseStory(text)).toEqual({
      document: 'A headline . (CNN) -- First line. "Quoted"',
      summary: 'One thing . Another!',
    });
  });

  it('reads what formatStory writes', () => {
    expect(parseStory(formatStory(['One. Two.', 'Three.'], ['First', 'Second']))).toEqual({
      document: 'One. Two. Three.',
      summary: 'First . Second .',
    });
    expect(parseStory('only text')).toEqual({ document: 'only text .', summary: '' });
  });
});

describe('findSummaries and readSummaries', () => {
  it('takes stories by their lists of addresses, in the order of the list', async () => {
    const urls = ['http://a/1', 'http://a/2', 'http://b/3'];
    const stories = Object.fromEntries(
      urls.map((url, i) => [
        `${i < 2 ? 'cnn' : 'dailymail'}/stories/${storyName(url)}`,
        formatStory([`Text ${url}.`], ['Sum']),
      ]),
    );
    const [one = '', two = '', three = ''] = urls;
    const folder = await files('listed', {
      ...stories,
      'url_lists/all_train.txt': `${three}\n${one}\n`,
      'url_lists/all_val.txt': `${two}\n`,
      'url_lists/all_test.txt': `${two}\n`,
    });
    const found = await findSummaries(folder);
    expect((await all(found.train)).map(({ document }) => document)).toEqual([
      `Text ${three}.`,
      `Text ${one}.`,
    ]);
    expect(await all(found.valid)).toEqual([
      { id: storyName(two).replace('.story', ''), document: `Text ${two}.`, summary: 'Sum .' },
    ]);
    await writeFile(`${folder}/url_lists/all_test.txt`, 'http://none\n');
    await expect(findSummaries(folder)).rejects.toThrow('names http://none, whose story is in none');
  });

  it('takes stories by folder, pairs of lines, and JSON lines of both data sets, packed or not', async () => {
    const folder = await files('mixed', {
      'train/b.story': formatStory(['B.'], ['b']),
      'train/a.story': formatStory(['A.'], ['a']),
      'val.source': 'one\ntwo\n',
      'val.target': 'I\nII\n',
      'test.jsonl.gz': gzipSync(
        `${JSON.stringify({ id: 7, article: 'An  article', highlights: 'x .\ny .' })}\n\n` +
          `${JSON.stringify({ document: 'A document', summary: 'short' })}\n`,
      ),
    });
    const found = await findSummaries(folder);
    expect((await all(found.train)).map(({ id }) => id)).toEqual(['a', 'b']);
    expect((await all(found.valid)).map(({ summary }) => summary)).toEqual(['I', 'II']);
    const test = await all(found.test);
    expect(test[0]).toEqual({ id: '7', document: 'An article', summary: 'x . y .' });
    expect(test[1]).toMatchObject({ document: 'A document', summary: 'short' });
  });

  it('says what is missing or damaged', async () => {
    const folder = await files('bad', {
      'train.source': 'a\nb\n',
      'train.target': 'a\n',
      'val.jsonl': '{"article": 3}\n',
      'test.jsonl': 'nothing\n',
    });
    const found = await findSummaries(folder);
    await expect(all(found.train)).rejects.toThrow(
      /train\.target ends after 1 lines, .*train\.source goes on/u,
    );
    await expect(all(found.valid)).rejects.toThrow("has no text 'article' or 'document'");
    await expect(all(found.test)).rejects.toThrow(/Line 1 of .*test\.jsonl is not JSON/u);
    await expect(findSummaries(await files('empty', { 'train.jsonl': '' }))).rejects.toThrow(
      "has no valid part: expected stories in a folder 'val'",
    );
  });
});
