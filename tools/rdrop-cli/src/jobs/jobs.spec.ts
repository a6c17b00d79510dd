import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { boardLines, clock, secondsLeft, type JobState } from './board.js';
import { createDisplay } from './display.js';
import { isFinished, markFinished } from './finished-steps.js';
import { jobOf } from './job.js';
import { runJobs } from './run-jobs.js';
import { trainingProgress } from './training-progress.js';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'rdrop-jobs-'));
});
afterEach(() => {
  rmSync(root, { recursive: true });
});

const chain = [
  ['train', '--experiment', 'mini'],
  ['evaluate', '--experiment', 'mini'],
];
const job = (seed: number) => jobOf({ root, task: 'glue', chain, seed });

function running(fields: Partial<JobState>): JobState {
  return { label: 'a', state: 'running', seconds: 0, progress: undefined, verb: 'train', ...fields };
}

describe('a job', () => {
  it('is a chain of commands with a seed, each on its run', () => {
    const folder = join(root, 'runs/glue/mini/seed-2');
    expect(job(2)).toEqual({
      label: 'glue mini, seed 2',
      steps: [
        { words: ['glue', 'train', '--experiment', 'mini', '--seed', '2'], folder },
        { words: ['glue', 'evaluate', '--experiment', 'mini', '--seed', '2'], folder },
      ],
    });
  });

  it('keeps a seed and a folder that the chain names itself', () => {
    const own = [['train', '--experiment', 'mini', '--seed', '7', '--out', 'runs/x']];
    expect(jobOf({ root, task: 'glue', chain: own, seed: 1 }).steps).toEqual([
      { words: ['glue', ...(own[0] ?? [])], folder: join(root, 'runs/x') },
    ]);
  });
});

describe('the display', () => {
  const jobs = [
    running({ label: 'a', state: 'done', seconds: 100 }),
    running({ label: 'b', seconds: 30, progress: 0.25 }),
    running({ label: 'c', state: 'waiting' }),
    running({ label: 'd', state: 'kept' }),
  ];

  it('tells what is done, running, left, and how long it takes', () => {
    // b takes 120 s in all, c the mean of 100 and 120
    expect(secondsLeft(jobs, 1)).toBe(90 + 110);
    expect(secondsLeft(jobs, 2)).toBe(110);
    expect(secondsLeft([running({ seconds: 5, progress: 0.01 })], 2)).toBeUndefined();
    expect(boardLines(jobs, { parallel: 1, seconds: 130 })).toEqual([
      '2 of 4 runs done, 1 running, 1 left, 2:10 gone, about 3:20 left',
      '  done     a  1:40',
      '  running  b  [#####...............] 25 % train, 0:30',
      '  kept     d  from before',
      '  waiting  1 more',
    ]);
    expect(clock(3723)).toBe('1:02:03');
  });

  it('is one block that is redrawn on a terminal, and plain lines elsewhere', () => {
    const shown = (isLive: boolean): string => {
      let text = '';
      const write = (part: string): void => void (text += part);
      const display = createDisplay({ write, isLive, parallel: 1, seconds: () => 1 });
      display.show(jobs);
      display.show(jobs);
      display.say('careful');
      return text;
    };
    expect(shown(true).split('\u001b[5A\u001b[0J')).toHaveLength(3);
    expect(shown(true).indexOf('careful\n2 of 4')).toBeGreaterThan(0);
    expect(shown(false)).not.toContain('\u001b');
    expect(
      shown(false)
        .split('\n')
        .filter((line) => line.startsWith('done')),
    ).toHaveLength(1);
  });
});

describe('the progress of a training', () => {
  it('is read from its folder', () => {
    expect(trainingProgress(root)).toBeUndefined();
    writeFileSync(join(root, 'config.json'), '{"settings": {"training": {"maxUpdates": 400}}}');
    writeFileSync(join(root, 'metrics.jsonl'), '{"update": 100}\n{"update": 300}\n{"upd');
    expect(trainingProgress(root)).toBe(0.75);
  });
});

describe('runJobs', () => {
  const silent = { show: () => undefined, say: () => undefined };
  const controller = () => new AbortController();

  /** Commands that leave what real ones do, and a list of what was run. */
  function commands(status: (words: readonly string[]) => number = () => 0) {
    const ran: string[] = [];
    const runCommand = (words: readonly string[]): Promise<number> => {
      const [, verb = ''] = words;
      const seed = words[words.indexOf('--seed') + 1] ?? '';
      ran.push(`${verb} ${seed}`);
      const code = status(words);
      const folder = join(root, `runs/glue/mini/seed-${seed}`);
      mkdirSync(folder, { recursive: true });
      if (code === 0) writeFileSync(join(folder, 'record.json'), '{}');
      return Promise.resolve(code);
    };
    return { ran, runCommand };
  }
  const options = { parallel: 1, threads: 1, display: silent, now: () => 0 };

  it('keeps what was finished, unless its run is gone', async () => {
    const first = commands();
    const run = (runCommand: typeof first.runCommand) =>
      runJobs([job(1), job(2)], { ...options, runCommand, signal: controller().signal });
    expect(await run(first.runCommand)).toBe(0);
    expect(first.ran).toEqual(['train 1', 'evaluate 1', 'train 2', 'evaluate 2']);
    rmSync(join(root, 'runs/glue/mini/seed-2'), { recursive: true });
    const second = commands();
    expect(await run(second.runCommand)).toBe(0);
    expect(second.ran).toEqual(['train 2', 'evaluate 2']);
  });

  it('goes on at the command that was cut off', async () => {
    const stopped = commands((words) => (words.includes('evaluate') ? 130 : 0));
    const run = (runCommand: typeof stopped.runCommand) =>
      runJobs([job(1)], { ...options, runCommand, signal: controller().signal });
    expect(await run(stopped.runCommand)).toBe(130);
    const again = commands();
    expect(await run(again.runCommand)).toBe(0);
    expect(again.ran).toEqual(['evaluate 1']);
  });

  it('ends a job with its first failure and runs the others', async () => {
    const said: string[] = [];
    const { ran, runCommand } = commands((words) => (words.at(-3) === '1' ? 7 : 0));
    const display = { ...silent, say: (line: string) => void said.push(line) };
    const code = await runJobs([job(1), job(2)], {
      ...options,
      display,
      runCommand,
      signal: controller().signal,
    });
    expect(code).toBe(7);
    expect(ran).toEqual(['train 1', 'train 2', 'evaluate 2']);
    expect(said[0]).toBe('glue mini, seed 1: status 7 of rdrop glue train --experiment mini --seed 1');
  });

  it('starts nothing more after a stop', async () => {
    const stop = controller();
    const { ran, runCommand } = commands(() => {
      stop.abort();
      return 130;
    });
    expect(await runJobs([job(1), job(2)], { ...options, runCommand, signal: stop.signal })).toBe(130);
    expect(ran).toEqual(['train 1']);
  });

  it('notes nothing of a command without a run', () => {
    const step = { words: ['glue', 'prepare'], folder: undefined };
    markFinished(step);
    expect(isFinished(step)).toBe(false);
    expect(existsSync(join(root, 'finished-steps.json'))).toBe(false);
  });
});
