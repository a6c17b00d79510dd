import { createRequire } from 'node:module';

/** How optional packages are found; tests pass their own. */
export interface ModuleLoader {
  /** Whether the package is installed, without loading it. */
  has(specifier: string): boolean;
  load(specifier: string): Promise<unknown>;
}

const require = createRequire(import.meta.url);

export const installedModules: ModuleLoader = {
  has(specifier) {
    try {
      require.resolve(specifier);
      return true;
    } catch {
      return false;
    }
  },
  load: (specifier) => import(specifier),
};
