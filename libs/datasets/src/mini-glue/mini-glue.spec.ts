import { describe, expect, it } from 'vitest';
import { requireGlueFile } from '../glue/find-glue.js';
import { GLUE_TASKS, glueTasks, isRegression } from '../glue/glue-tasks.js';
import { readGlueFile } from '../glue/read-glue.js';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { generateMiniGlue, writeMiniGlue } from './write-mini-glue.js';

const path = temporaryFolder();
const key = ({ first, second = '' }: { first: string; second?: string }) => `${first}\t${second}`;

describe.each(GLUE_TASKS)('%s', (name) => {
  const task = glueTasks[name];
  const splits = generateMiniGlue(name);

  it('has different examples in every split, and the same for the same seed', () => {
    const all = Object.values(splits).flat();
    expect(splits['train']).toHaveLength(2000);
    expect(new Set(all.map(key)).size).toBe(all.length);
    expect(generateMiniGlue(name)).toEqual(splits);
    expect(generateMiniGlue(name, { seed: 2 })).not.toEqual(splits);
    expect(generateMiniGlue(name, { train: 10 })['dev']).toEqual(splits['dev']);
  });

  it('has every class often', () => {
    const train = splits['train'] ?? [];
    if (isRegression(task)) {
      const scores = new Set(train.map(({ label }) => label));
      expect(scores.size).toBeGreaterThan(8);
      expect(Math.min(...scores)).toBe(0);
      expect(Math.max(...scores)).toBe(5);
      return;
    }
    for (const [id] of task.labels.entries()) {
      const share = train.filter(({ label }) => label === id).length / train.length;
      expect(share).toBeGreaterThan(0.25);
    }
  });

  it('is written in the form of the published files, and read from it', async () => {
    await writeMiniGlue(path(), name, { train: 50, held: 20 });
    const expected = generateMiniGlue(name, { train: 50, held: 20 });
    for (const split of [task.train, ...task.dev, ...task.test]) {
      const { examples, skipped } = await readGlueFile(
        await requireGlueFile(path(), task, split),
        task,
        split,
      );
      expect(skipped).toBe(0);
      const isTest = split.submission !== undefined;
      const labels = (each: { label?: number }) => (isTest ? undefined : each.label);
      expect(examples.map((each) => [key(each), each.label])).toEqual(
        (expected[split.name] ?? []).map((each) => [key(each), labels(each)]),
      );
    }
  });
});

describe('the generated tasks mean what they say', () => {
  it('sentiment is turned by a denial', () => {
    for (const { first, label } of generateMiniGlue('sst-2', { train: 500 })['train'] ?? []) {
      const isPraise = /good|funny|clever|lovely|moving/.test(first);
      expect(label, first).toBe(isPraise === /not|never|hardly/.test(first) ? 0 : 1);
    }
  });

  it('a broken sentence has the words of a sound one of some kind', () => {
    const examples = generateMiniGlue('cola', { train: 500 })['train'] ?? [];
    for (const { first, label } of examples) {
      const words = first.split(' ');
      const verb = words.find((word) => /^(see|help|follow|call|find)s?$/.test(word)) ?? '';
      const subject = words.find((word) => /^(dog|cat|horse|boy|girl|teacher)s?$/.test(word)) ?? '';
      const agrees = subject.endsWith('s') !== verb.endsWith('s');
      const isInOrder = /^the (\w+ )?\w+ (near the \w+ )?\w+ the (\w+ )?\w+ \.$/.test(first);
      expect(label, first).toBe(agrees && isInOrder ? 1 : 0);
    }
  });
});
