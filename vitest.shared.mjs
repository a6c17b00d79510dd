import { defineConfig } from 'vitest/config';

const conditions = ['@rdrop/source', 'module', 'node', 'development|production'];

/** The one Vitest configuration of the workspace: packages resolve to their sources, so tests need no build. */
export function vitestProject(name, test = {}) {
  return defineConfig({
    resolve: { conditions },
    ssr: { resolve: { conditions } },
    test: {
      name,
      environment: 'node',
      include: ['src/**/*.spec.ts'],
      reporters: ['default', ['json', { outputFile: 'test-results.json' }]],
      testTimeout: 60_000,
      hookTimeout: 60_000,
      pool: 'forks',
      maxWorkers: 1,
      passWithNoTests: false,
      ...test,
    },
  });
}
