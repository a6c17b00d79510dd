import type { Logger } from './logger.js';

/** What a progress line tells. */
export interface ProgressStatus {
  readonly update: number;
  /** Updates the run will make in all, as far as known. */
  readonly totalUpdates?: number;
  readonly epoch: number;
  /** Latest reported means: loss first, then parts. */
  readonly metrics: Readonly<Record<string, number>>;
  readonly learningRate: number;
  /** Counted units since this process started. */
  readonly count: number;
  readonly unit: string;
}

/** Shows where a run is. Called after every update; decides itself when to write. */
export interface Progress {
  show(status: ProgressStatus): void;
  /** Time passes that is not training (validation, saving) and must not spoil the rate. */
  pause(): void;
  /** Ends the live line. */
  end(): void;
}

/** The part of a writable stream used here; `process.stderr` fits. */
export interface ProgressStream {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/** Options of {@link createProgress}. */
export interface ProgressOptions {
  readonly stream: ProgressStream;
  /** Milliseconds between two lines when the stream is not a terminal; default 15000. */
  readonly plainInterval?: number;
  /** Clock in milliseconds; default `performance.now`. */
  readonly now?: () => number;
}

interface Sample {
  readonly time: number;
  readonly update: number;
  readonly count: number;
}

/** Rates are taken over this much of the recent past. */
const WINDOW_MS = 30_000;
const LIVE_INTERVAL_MS = 100;

/**
 * One live line on a terminal, plain lines now and then elsewhere. It is also a {@link Logger}, so that messages do not
 * tear the live line.
 */
export function createProgress({
  stream,
  plainInterval = 15_000,
  now = () => performance.now(),
}: ProgressOptions): Progress & Logger {
  const live = stream.isTTY === true;
  let samples: Sample[] = [];
  let lastShown = Number.NEGATIVE_INFINITY;
  let line = '';

  const clear = (): void => {
    if (live && line !== '') stream.write('\r\u001b[2K');
  };
  const message = (text: string): void => {
    clear();
    stream.write(`${text}\n`);
    if (live) stream.write(line);
  };

  return {
    show(status) {
      const time = now();
      samples.push({ time, update: status.update, count: status.count });
      samples = samples.filter((sample) => time - sample.time <= WINDOW_MS || sample === samples.at(-2));
      if (time - lastShown < (live ? LIVE_INTERVAL_MS : plainInterval)) return;
      lastShown = time;
      const text = progressLine(status, rates(samples));
      if (live) {
        clear();
        line = text.slice(0, Math.max(20, (stream.columns ?? 120) - 1));
        stream.write(line);
      } else {
        stream.write(`${text}\n`);
      }
    },
    pause() {
      samples = [];
    },
    end() {
      if (live && line !== '') stream.write('\n');
      line = '';
    },
    info: message,
    warn: (text) => message(`warning: ${text}`),
  };
}

interface Rates {
  readonly updatesPerSecond: number;
  readonly countPerSecond: number;
}

function rates(samples: readonly Sample[]): Rates | undefined {
  const first = samples[0];
  const last = samples.at(-1);
  if (first === undefined || last === undefined || last.time <= first.time) return undefined;
  const seconds = (last.time - first.time) / 1000;
  return {
    updatesPerSecond: (last.update - first.update) / seconds,
    countPerSecond: (last.count - first.count) / seconds,
  };
}

/** `update 120/400 | epoch 3 | loss 4.21 ce 3.9 kl 0.06 | lr 5e-4 | 1830 tokens/s | 2m10s left` */
function progressLine(status: ProgressStatus, rate: Rates | undefined): string {
  const { update, totalUpdates, metrics, learningRate } = status;
  const parts = [
    `update ${update}${totalUpdates === undefined ? '' : `/${totalUpdates}`}`,
    `epoch ${status.epoch}`,
    Object.entries(metrics)
      .map(([name, value]) => `${name} ${shortNumber(value)}`)
      .join(' '),
    `lr ${shortNumber(learningRate)}`,
  ];
  if (rate !== undefined) {
    parts.push(`${shortNumber(rate.countPerSecond)} ${status.unit}/s`);
    if (totalUpdates !== undefined && rate.updatesPerSecond > 0) {
      parts.push(`${duration((totalUpdates - update) / rate.updatesPerSecond)} left`);
    }
  }
  return parts.filter((part) => part !== '').join(' | ');
}

function shortNumber(value: number): string {
  const size = Math.abs(value);
  if (size >= 1000) return value.toFixed(0);
  if (size > 0 && size < 0.001) return value.toExponential(2).replace(/\.?0+e/u, 'e');
  return String(Number(value.toPrecision(3)));
}

/** A time span in its two largest units. */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60), whole % 60];
  const two = (value: number): string => String(value).padStart(2, '0');
  if (h > 0) return `${h}h${two(m)}m`;
  return m > 0 ? `${m}m${two(s)}s` : `${s}s`;
}
