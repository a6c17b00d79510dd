import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

/** How optional packages are found; tests pass their own. */
export interface ModuleLoader {
  /** Whether the package is installed, without loading it. */
  has(specifier: string): boolean;
  load(specifier: string): Promise<unknown>;
}

/** Finds packages as a file with this URL does by `require`: in `node_modules` above it, or in a folder of NODE_PATH. */
export function modulesFrom(url: string): ModuleLoader {
  const require = createRequire(url);
  return {
    has(specifier) {
      try {
        require.resolve(specifier);
        return true;
      } catch {
        return false;
      }
    },
    // By its path, for `import` does not look into NODE_PATH.
    load: (specifier) => import(pathToFileURL(require.resolve(specifier)).href),
  };
}

export const installedModules: ModuleLoader = modulesFrom(import.meta.url);
