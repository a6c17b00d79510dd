import { type EngineInfo } from '@rdrop/engine';
import { collectEnvironment } from '@rdrop/training';

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
export async function runEnvironment(engine: EngineInfo): Promise<RunEnvironment> {
  // the program's own checkout, wherever it was started from
  const found = await collectEnvironment({ folder: import.meta.dirname, versions: engine.versions });
  return {
    engine: engine.name,
    device: engine.device,
    versions: found.versions,
    gitCommit: found.gitCommit,
  };
}
