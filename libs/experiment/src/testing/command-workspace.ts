import { mkdirSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll } from 'vitest';
import { type TaskIo } from '../index.js';
import { fakeTask, type FakeTask } from './fake-task.js';
import { runCaptured, temporaryFolder, type Outcome } from './run-fake.js';

export interface CommandWorkspace {
  readonly temporary: ReturnType<typeof temporaryFolder>;
  /** A folder inside a workspace, which commands run in. */
  readonly cwd: string;
  /** A run folder that does not exist yet. */
  readonly freshFolder: () => string;
  /** Runs a command line, divided at spaces, in this world. */
  readonly run: (argv: string, task?: FakeTask, io?: Partial<TaskIo>) => Promise<Outcome>;
}

/** A workspace to run commands in, made before the tests of a file and removed after them. Call at the top of the file. */
export function commandWorkspace(): CommandWorkspace {
  const temporary = temporaryFolder();
  const cwd = temporary.in('workspace', 'apps');
  let folders = 0;
  beforeAll(() => {
    mkdirSync(cwd, { recursive: true });
    writeFileSync(temporary.in('workspace', 'nx.json'), '{}');
  });
  afterAll(temporary.remove);
  return {
    temporary,
    cwd,
    freshFolder: () => temporary.in(`run-${folders++}`),
    run: (argv, task = fakeTask(), io = {}) => runCaptured(task, argv.split(' '), { cwd, ...io }),
  };
}
