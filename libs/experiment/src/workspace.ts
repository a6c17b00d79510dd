import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** The nearest folder at or above `from` that holds `nx.json`; undefined outside a workspace. */
export function findWorkspaceRoot(from: string): string | undefined {
  let folder = resolve(from);
  for (;;) {
    if (existsSync(join(folder, 'nx.json'))) return folder;
    const parent = dirname(folder);
    if (parent === folder) return undefined;
    folder = parent;
  }
}

/** Where prepared data sets are kept: `<workspace>/data/cache`, or `./data/cache` outside a workspace. */
export function defaultDataFolder(cwd: string): string {
  return join(findWorkspaceRoot(cwd) ?? resolve(cwd), 'data', 'cache');
}

/** Where a run lives when no `--out` is given: `<workspace or cwd>/runs/<task>/<experiment>/seed-<n>`. */
export function defaultRunFolder(
  cwd: string,
  run: { readonly task: string; readonly experiment: string; readonly seed: number },
): string {
  return join(findWorkspaceRoot(cwd) ?? resolve(cwd), 'runs', run.task, run.experiment, `seed-${run.seed}`);
}
