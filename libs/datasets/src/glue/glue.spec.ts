import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { findGlueFile, requireGlueFile } from './find-glue.js';
import { type GlueSplit, GLUE_TASKS, type GlueTask, glueTasks, isRegression } from './glue-tasks.js';
import { readGlueFile } from './read-glue.js';
import { submissionLines } from './submission.js';

const path = temporaryFolder();
let count = 0;

async function read(task: GlueTask, split: GlueSplit | undefined, lines: readonly string[], head = '') {
  if (split === undefined) throw new Error('the task has no such split');
  count += 1;
  const file = path(`file-${count}.tsv`);
  await writeFile(file, head + lines.map((line) => `${line}\n`).join(''));
  return readGlueFile(file, task, split);
}

describe('readGlueFile', () => {
  const { cola, mrpc, qqp, mnli, 'sts-b': stsB } = glueTasks;

  it('reads CoLA without a header, and its test file with one', async () => {
    const { examples } = await read(cola, cola.train, [
      'gj04\t0\t*\tThe in loudly sunlight.',
      'gj04\t1\t\tIt rains.',
    ]);
    expect(examples).toEqual([
      { id: '0', first: 'The in loudly sunlight.', label: 0 },
      { id: '1', first: 'It rains.', label: 1 },
    ]);
    const test = await read(cola, cola.test[0], ['index\tsentence', '7\tBill whistled.']);
    expect(test.examples).toEqual([{ id: '7', first: 'Bill whistled.' }]);
  });

  it('reads MRPC with its byte order mark and single quotation marks', async () => {
    const header = 'Quality\t#1 ID\t#2 ID\t#1 String\t#2 String';
    const line = '1\t1\t2\tHe said " no .\t"No" , he said .';
    const { examples } = await read(mrpc, mrpc.train, [header, line], '\ufeff');
    expect(examples).toEqual([{ id: '0', first: 'He said " no .', second: '"No" , he said .', label: 1 }]);
  });

  it('reads the score of STS-B as a number', async () => {
    const header = 'index\tgenre\tfilename\tyear\told_index\tsource1\tsource2\tsentence1\tsentence2\tscore';
    const row = (score: string) => `0\tg\tf\t2012\t1\tnone\tnone\tA plane.\tAn air plane.\t${score}`;
    const rows = Array.from({ length: 30 }, () => row('3.800'));
    const { examples, skipped } = await read(stsB, stsB.train, [header, ...rows, row('nan')]);
    expect(examples[0]).toEqual({ id: '0', first: 'A plane.', second: 'An air plane.', label: 3.8 });
    expect(skipped).toBe(1);
  });

  it("leaves out QQP's broken lines and counts them", async () => {
    const whole = Array.from({ length: 60 }, (_, i) => `${i}\t1\t2\tWhat?\tWhat is it?\t1`);
    const broken = ['8\t1\t2\tonly one question', '9\t1\t2\t\tEmpty first?\t0'];
    const header = 'id\tqid1\tqid2\tquestion1\tquestion2\tis_duplicate';
    const { examples, skipped } = await read(qqp, qqp.train, [header, ...broken, ...whole]);
    expect([examples.length, skipped]).toEqual([60, 2]);
    expect(examples[0]).toEqual({ id: '2', first: 'What?', second: 'What is it?', label: 1 });
    await expect(read(qqp, qqp.train, [header, ...broken])).rejects.toThrow(
      'as QQP: 2 of its 2 lines hold no example',
    );
  });

  it("finds MNLI's columns by name: training and development files differ", async () => {
    const [texts, labels] = [
      ['index', 'genre', 'sentence1', 'sentence2'],
      ['label1', 'label2'],
    ];
    const header = [...texts, ...labels, 'gold_label'].join('\t');
    const { examples } = await read(mnli, mnli.dev[1], [
      header,
      '4\tfiction\tA.\tB.\tneutral\tneutral\tneutral',
    ]);
    expect(examples).toEqual([{ id: '0', first: 'A.', second: 'B.', label: 2 }]);
    await expect(read(mnli, mnli.train, ['index\tsentence1', '1\tA.'])).rejects.toThrow(
      "expected a column 'sentence2', its first line has index, sentence1",
    );
  });
});

describe('finding files', () => {
  it('takes packed files, and says where it looked', async () => {
    await writeFile(path('dev.tsv.gz'), gzipSync('sentence\tlabel\ngood .\t1\n'));
    const sst = glueTasks['sst-2'];
    const [dev] = sst.dev;
    if (dev === undefined) throw new Error('SST-2 has a development set');
    const file = await requireGlueFile(path(), sst, dev);
    expect((await readGlueFile(file, sst, dev)).examples).toEqual([{ id: '0', first: 'good .', label: 1 }]);
    await expect(requireGlueFile(path(), sst, sst.train)).rejects.toThrow(
      /Cannot find train.tsv .* of SST-2 in/,
    );
    expect(await findGlueFile(path(), sst, sst.train)).toBeUndefined();
  });
});

describe('submissionLines', () => {
  it('names classes, and keeps similarities in their range', () => {
    expect(submissionLines(glueTasks.rte, ['0', '1'], [1, 0])).toEqual([
      'index\tprediction',
      '0\tnot_entailment',
      '1\tentailment',
    ]);
    expect(submissionLines(glueTasks['sts-b'], ['4', '5', '6'], [2.34567, -1, 7])).toEqual([
      'index\tprediction',
      '4\t2.346',
      '5\t0.000',
      '6\t5.000',
    ]);
    expect(submissionLines(glueTasks.cola, ['0'], [1])[1]).toBe('0\t1');
    expect(() => submissionLines(glueTasks.cola, ['0'], [2])).toThrow('expected a class of CoLA, got 2');
  });
});

const real = fileURLToPath(new URL('../../../../../shared/data/glue/', import.meta.url));

describe.skipIf(!existsSync(real))('the published sets (skipped where ../shared/data/glue is absent)', () => {
  it.each(GLUE_TASKS.map((name) => [name, glueTasks[name]] as const))(
    '%s has as many examples as published',
    async (name, task) => {
      for (const [split, expected] of [
        [task.train, task.counts.train],
        ...task.dev.map((each, at) => [each, task.counts.dev[at]] as const),
      ] as const) {
        const file = await findGlueFile(real, task, split);
        // Not all sets are there whole.
        if (file === undefined) {
          expect(['qqp', 'mnli', 'qnli']).toContain(name);
          continue;
        }
        const { examples, skipped } = await readGlueFile(file, task, split);
        expect([examples.length, skipped]).toEqual([expected, 0]);
        expect(
          examples.every(({ label = NaN }) => (isRegression(task) ? label <= 5 : label in task.labels)),
        ).toBe(true);
      }
    },
  );
});
