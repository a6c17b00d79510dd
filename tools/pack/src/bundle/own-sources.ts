import { readFile } from 'node:fs/promises';
import { relative, sep } from 'node:path';
import type { Plugin } from 'esbuild';

/** The package beside the bundle that knows where the packed folder is. */
export const ROOT_PACKAGE = '@rdrop/packed-root';

/**
 * Every source of ours keeps the address it would have if it had been compiled in its place, wherever the bundle puts its
 * text: what it looks for beside itself (threads, kernels, manifests) lies at the same places in the packed folder.
 */
export function ownSources(root: string): Plugin {
  return {
    name: 'own-sources',
    setup({ onLoad, onResolve }) {
      onResolve({ filter: new RegExp(`^${ROOT_PACKAGE}$`) }, ({ path }) => ({ path, external: true }));
      onLoad({ filter: /\.(ts|mjs)$/ }, async ({ path }) => {
        const place = relative(root, path).split(sep).join('/');
        if (place.startsWith('..') || place.includes('node_modules/')) return undefined;
        const text = await readFile(path, 'utf8');
        if (!text.includes('import.meta.url')) return undefined;
        const address = `new URL('${place.replace(/\.ts$/, '.js')}', packedRoot).href`;
        const contents =
          `import { packedRoot } from '${ROOT_PACKAGE}';\n` + text.replaceAll('import.meta.url', address);
        return { contents, loader: path.endsWith('.ts') ? 'ts' : 'js' };
      });
    },
  };
}

/** What makes a process run TypeScript is not needed, and must not be bundled. */
export const noLoaders: Plugin = {
  name: 'no-loaders',
  setup({ onLoad, onResolve }) {
    const namespace = 'no-loaders';
    onResolve({ filter: /^\.\/(preload|register)\.mjs$/ }, ({ path, importer }) =>
      importer.split(sep).join('/').endsWith('/tools/rdrop-cli/bin/rdrop.mjs')
        ? { path, namespace }
        : undefined,
    );
    onLoad({ filter: /.*/, namespace }, () => ({ contents: '' }));
  },
};
