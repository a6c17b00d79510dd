import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EngineInfo } from '@rdrop/engine';
import { runTask, type ExperimentHeader, type SignalSource, type Task, type TaskIo } from '../index.js';

export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command with captured output; nothing of the real process is touched. */
export async function runCaptured<E extends ExperimentHeader>(
  task: Task<E>,
  argv: readonly string[],
  io: Partial<TaskIo> & { readonly cwd: string },
): Promise<Outcome> {
  const out: string[] = [];
  const err: string[] = [];
  const code = await runTask(task, argv, {
    stdout: { write: (text) => out.push(text) },
    stderr: { write: (text) => err.push(text) },
    env: {},
    signals: fakeSignals(),
    startEngine: async () => {
      throw new Error('a test started an engine');
    },
    ...io,
  });
  return { code, stdout: out.join(''), stderr: err.join('') };
}

export interface FakeSignals extends SignalSource {
  send(signal: 'SIGINT' | 'SIGTERM'): void;
  readonly exits: number[];
  readonly listeners: () => number;
}

export function fakeSignals(): FakeSignals {
  const listeners = new Set<{ signal: string; listener: () => void }>();
  const exits: number[] = [];
  return {
    on: (signal, listener) => listeners.add({ signal, listener }),
    off: (signal, listener) => {
      for (const each of listeners)
        if (each.signal === signal && each.listener === listener) listeners.delete(each);
    },
    exit: (code) => exits.push(code),
    send: (signal) => {
      for (const each of [...listeners]) if (each.signal === signal) each.listener();
    },
    exits,
    listeners: () => listeners.size,
  };
}

/** A temporary folder of its own for one test file; `remove` belongs in `afterAll`. */
export function temporaryFolder(): {
  readonly path: string;
  readonly in: (...names: string[]) => string;
  readonly remove: () => void;
} {
  const path = realpathSync(mkdtempSync(join(tmpdir(), 'rdrop-experiment-')));
  return {
    path,
    in: (...names) => join(path, ...names),
    remove: () => {
      rmSync(path, { recursive: true, force: true });
    },
  };
}

/** What a started engine tells about itself. */
export function fakeEngine(fields: Partial<EngineInfo> = {}): EngineInfo {
  return { name: 'simd', device: 'a test', versions: {}, threads: 2, notes: [], ...fields };
}
