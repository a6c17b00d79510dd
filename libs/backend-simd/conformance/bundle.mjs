/**
 * Bundles the suite. The tests import TensorFlow.js by relative paths into its build, and the backend imports it by
 * name: only a bundle gives both the same copy, without which no tensor of the one is a tensor of the other.
 */
import { build } from 'esbuild';
import { readFile } from 'node:fs/promises';
import { extname, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const project = here('..');

/** Our sources find the kernels and the threads' program beside themselves, wherever the bundle lies. */
const ownAddresses = {
  name: 'own-addresses',
  setup({ onLoad }) {
    onLoad({ filter: /\.(ts|mjs)$/ }, async ({ path }) => {
      if (!path.startsWith(project) || path.includes(`${sep}node_modules${sep}`)) return undefined;
      const text = await readFile(path, 'utf8');
      const contents = text.replaceAll('import.meta.url', JSON.stringify(pathToFileURL(path).href));
      return { contents, loader: extname(path) === '.ts' ? 'ts' : 'js' };
    });
  },
};

/** The tests reach for a copy of Jasmine's core to set its time limit: they get the one that runs them. */
const runningJasmine = {
  name: 'running-jasmine',
  setup({ onResolve, onLoad }) {
    const namespace = 'running-jasmine';
    onResolve({ filter: /^jasmine-core\// }, ({ path }) => ({ path, namespace }));
    onLoad({ filter: /.*/, namespace }, () => ({ contents: 'exports.core = () => globalThis.jasmine;' }));
  },
};

export const bundlePath = here('dist/suite.cjs');

/** Writes the suite to {@link bundlePath}. */
export async function bundleSuite() {
  await build({
    entryPoints: [here('suite.mjs')],
    outfile: bundlePath,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    mainFields: ['module', 'main'],
    conditions: ['@rdrop/source'],
    ignoreAnnotations: true, // TensorFlow.js declares its tests free of side effects: they would be shaken out
    logLevel: 'warning',
    plugins: [ownAddresses, runningJasmine],
  });
}
