import { execFile } from 'node:child_process';
import { arch, availableParallelism, cpus, platform, release, totalmem } from 'node:os';
import { promisify } from 'node:util';
import * as tf from '@tensorflow/tfjs';

/** What a run ran on. */
export interface Environment {
  /** By package name, plus `node`. */
  readonly versions: Readonly<Record<string, string>>;
  /** E.g. 'linux 6.1.0 x64'. */
  readonly platform: string;
  /** The processor's own name. */
  readonly cpu: string;
  /** Threads this process may use. */
  readonly cores: number;
  readonly memoryBytes: number;
  /** The commit checked out in `folder`, or the one that was packed; null outside a repository or without git. */
  readonly gitCommit: string | null;
  /** Whether tracked files differ from that commit; null when there is none. */
  readonly gitDirty: boolean | null;
}

/** Options of {@link collectEnvironment}. */
export interface EnvironmentOptions {
  /** A folder of the repository; default the current one. */
  readonly folder?: string;
  /** Versions of further packages, by name. */
  readonly versions?: Readonly<Record<string, string>>;
  /** The process's variables. */
  readonly env?: NodeJS.ProcessEnv;
}

/** Gathers what a run record says about software and machine. Never fails: what cannot be known is null. */
export async function collectEnvironment(options: EnvironmentOptions = {}): Promise<Environment> {
  const { folder = process.cwd(), versions = {}, env = process.env } = options;
  return {
    versions: { node: process.versions.node, '@tensorflow/tfjs': tf.version.tfjs, ...versions },
    platform: `${platform()} ${release()} ${arch()}`,
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memoryBytes: totalmem(),
    ...(packedCommit(env) ?? (await commitOf(folder))),
  };
}

type Commit = Pick<Environment, 'gitCommit' | 'gitDirty'>;

/** A packed folder has no repository; its launcher says what it was packed from. */
function packedCommit(env: NodeJS.ProcessEnv): Commit | undefined {
  const commit = env['RDROP_COMMIT'] ?? '';
  if (commit === '') return undefined;
  return { gitCommit: commit, gitDirty: env['RDROP_COMMIT_CHANGED'] === 'yes' };
}

async function commitOf(folder: string): Promise<Commit> {
  const [commit, changes] = await Promise.all([
    gitOutput(folder, ['rev-parse', '--verify', 'HEAD']),
    gitOutput(folder, ['status', '--porcelain', '--untracked-files=no']),
  ]);
  return {
    gitCommit: commit,
    gitDirty: commit === null || changes === null ? null : changes !== '',
  };
}

async function gitOutput(folder: string, args: readonly string[]): Promise<string | null> {
  try {
    const { stdout } = await promisify(execFile)('git', ['-C', folder, ...args], { timeout: 10_000 });
    return stdout.trim();
  } catch {
    return null;
  }
}
