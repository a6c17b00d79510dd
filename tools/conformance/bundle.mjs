/**
 * Bundles TensorFlow.js' conformance suite with a backend of ours. The tests import TensorFlow.js by relative paths into its
 * build, and the backend imports it by name: only a bundle gives both the same copy, without which no tensor of the one is
 * a tensor of the other.
 */
import { build } from 'esbuild';
import { readFile } from 'node:fs/promises';
import { extname, relative, sep } from 'node:path';
import { pathToFileURL } from 'node:url';

/** Our sources find what lies beside them, wherever the bundle lies. */
const ownSources = ({ project, change }) => ({
  name: 'own-sources',
  setup({ onLoad }) {
    onLoad({ filter: /\.(ts|mjs)$/ }, async ({ path }) => {
      if (!path.startsWith(project) || path.includes(`${sep}node_modules${sep}`)) return undefined;
      const text = change(relative(project, path), await readFile(path, 'utf8'));
      const contents = text.replaceAll('import.meta.url', JSON.stringify(pathToFileURL(path).href));
      return { contents, loader: extname(path) === '.ts' ? 'ts' : 'js' };
    });
  },
});

/** The tests reach for a copy of Jasmine's core to set its time limit: they get the one that runs them. */
const runningJasmine = {
  name: 'running-jasmine',
  setup({ onResolve, onLoad }) {
    const namespace = 'running-jasmine';
    onResolve({ filter: /^jasmine-core\// }, ({ path }) => ({ path, namespace }));
    onLoad({ filter: /.*/, namespace }, () => ({ contents: 'exports.core = () => globalThis.jasmine;' }));
  },
};

/**
 * @param {{
 *   entry: string, outfile: string, project: string, change?: (file: string, text: string) => string
 * }} options the suite, where the bundle goes, the folder of our sources, and what is changed in them
 */
export async function bundleSuite({ entry, outfile, project, change = (_file, text) => text }) {
  await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    mainFields: ['module', 'main'],
    conditions: ['@rdrop/source'],
    ignoreAnnotations: true, // TensorFlow.js declares its tests free of side effects: they would be shaken out
    logLevel: 'warning',
    plugins: [ownSources({ project, change }), runningJasmine],
  });
}
