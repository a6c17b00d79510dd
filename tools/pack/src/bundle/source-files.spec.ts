import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { entryFiles, packedPackages } from './source-files.js';

const root = fileURLToPath(new URL('../../../../', import.meta.url));

describe('packedPackages', () => {
  it('takes libs, apps and the tools of the command line, and no other tool', () => {
    const packages = packedPackages(root);
    expect(packages).toEqual(expect.arrayContaining(['libs/ops', 'apps/translation', 'tools/rdrop-cli']));
    expect(packages).not.toContain('tools/checks');
  });
});

describe('entryFiles', () => {
  const entries = entryFiles(root);

  it('has programs, what threads start with, and files that speak of their place', () => {
    expect(entries).toEqual(
      expect.arrayContaining([
        'tools/rdrop-cli/bin/rdrop.mjs',
        'tools/bench/src/main.ts',
        'apps/translation/src/main.ts',
        'apps/translation/src/data/steps/tokenize-step.ts',
        'libs/datasets/src/parallel/worker-entry.ts',
        'libs/backend-simd/src/threads/thread-pool.ts',
      ]),
    );
  });

  it('are files, none of them for tests', () => {
    expect(entries.filter((path) => !existsSync(join(root, path)))).toEqual([]);
    expect(entries.filter((path) => /\.spec\.ts$|\/testing\//.test(path))).toEqual([]);
    expect(new Set(entries).size).toBe(entries.length);
  });
});
