import { describe, expect, it } from 'vitest';
import { createProgress, duration, type ProgressStatus } from './progress.js';

function terminal(isTTY: boolean) {
  const state = { text: '', time: 0 };
  const stream = { isTTY, columns: 200, write: (text: string) => (state.text += text) };
  return { state, progress: createProgress({ stream, now: () => state.time }) };
}

const status = (update: number): ProgressStatus => ({
  update,
  totalUpdates: 400,
  epoch: 3,
  metrics: { loss: 4.2134, ce: 3.9, kl: 0.0612 },
  learningRate: 5e-4,
  count: update * 1000,
  unit: 'tokens',
});

describe('progress on a terminal', () => {
  it('is one live line with rates from the recent past', () => {
    const { state, progress } = terminal(true);
    for (let update = 1; update <= 120; update++) {
      // The slow first ten updates have left the window of half a minute.
      state.time += update <= 10 ? 9000 : 500;
      progress.show(status(update));
    }
    const line = state.text.split('\r\u001b[2K').at(-1);
    expect(line).toMatch(
      /^update 120\/400 \| epoch 3 \| loss 4\.21 ce 3\.9 kl 0\.0612 \| lr 5e-4 \| 2000 tokens\/s \| 2m20s left$/,
    );
    expect(state.text).not.toContain('\n');
    progress.end();
    expect(state.text.endsWith('\n')).toBe(true);
  });

  it('forgets the time of a pause', () => {
    const { state, progress } = terminal(true);
    progress.show(status(1));
    progress.pause();
    state.time += 60_000;
    progress.show(status(2));
    state.time += 1000;
    progress.show(status(3));
    expect(state.text).toMatch(/\| 1000 tokens\/s \| 6m37s left$/);
  });

  it('writes at most ten times a second', () => {
    const { state, progress } = terminal(true);
    for (let update = 1; update <= 100; update++) {
      state.time += 10;
      progress.show(status(update));
    }
    expect(state.text.split('update ').length - 1).toBeLessThanOrEqual(11);
  });

  it('is not torn by messages', () => {
    const { state, progress } = terminal(true);
    progress.show(status(1));
    progress.warn('careful');
    expect(state.text).toContain('\r\u001b[2Kwarning: careful\nupdate 1/400');
    expect(state.text.endsWith('lr 5e-4')).toBe(true);
  });
});

describe('progress elsewhere', () => {
  it('is plain lines now and then, without control characters', () => {
    const { state, progress } = terminal(false);
    for (let update = 1; update <= 60; update++) {
      state.time += 1000;
      progress.show(status(update));
    }
    progress.info('done');
    progress.end();
    const lines = state.text.split('\n');
    expect(lines.map((line) => line.split(' |')[0])).toEqual([
      'update 1/400',
      'update 16/400',
      'update 31/400',
      'update 46/400',
      'done',
      '',
    ]);
    expect(state.text).not.toContain('\r');
    expect(state.text).not.toContain('\u001b');
  });
});

describe('duration', () => {
  it.each([
    [0, '0s'],
    [59.4, '59s'],
    [130, '2m10s'],
    [3600, '1h00m'],
    [90_061, '25h01m'],
    [-3, '0s'],
  ])('%d seconds are %s', (seconds, expected) => {
    expect(duration(seconds)).toBe(expected);
  });
});
