import { execFile } from 'node:child_process';
import { cpus } from 'node:os';
import { promisify } from 'node:util';
import { type StartedEngine } from './engine-port.js';

/** What computed a run. */
export interface RunEnvironment {
  /** The engine that ran, not the choice: `simd`. */
  readonly engine: string;
  /** The machine's device in words. */
  readonly device: string;
  readonly versions: Readonly<Record<string, string>>;
  /** The commit of the program; null outside a git checkout. */
  readonly gitCommit: string | null;
}

/** Collects what a record says about where a run was computed: the started engine, versions, device and commit. */
export async function runEnvironment(engine: StartedEngine): Promise<RunEnvironment> {
  const { version_core: tensorflow } = await import('@tensorflow/tfjs'); // loaded by the engine already
  return {
    engine: engine.name,
    device: engine.device ?? processor(),
    versions: { node: process.versions.node, '@tensorflow/tfjs': tensorflow, ...engine.versions },
    gitCommit: await currentCommit(),
  };
}

function processor(): string {
  const all = cpus();
  return `${all[0]?.model.trim() ?? 'unknown processor'}, ${all.length} threads`;
}

// the program's own checkout, wherever it was started from
async function currentCommit(): Promise<string | null> {
  try {
    const { stdout } = await promisify(execFile)('git', ['rev-parse', 'HEAD'], { cwd: import.meta.dirname });
    return stdout.trim();
  } catch {
    return null; // no git, or not a checkout
  }
}
