import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOT_PACKAGE } from '../bundle/own-sources.js';
import { packedPackages } from '../bundle/source-files.js';
import { PackError } from '../errors.js';
import { copyInto, copyMatching } from './copy-files.js';

/** Loaded by their own address, so they stay files; plain JavaScript. */
const WORKERS = 'worker';
/** The folder of the engine on the processor, whose kernels are read by address. */
const KERNELS = 'libs/backend-simd/dist';

/** Data of the repository that commands read. */
const DATA = ['results', 'LICENSE'] as const;

async function writePackage(folder: string, manifest: object, files: Readonly<Record<string, string>>) {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'package.json'), `${JSON.stringify(manifest)}\n`);
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
}

/**
 * What lies beside the bundle: manifests, threads, kernels, recorded results, and the two small packages that the bundle
 * expects. With `nx.json` the packed folder is a workspace, so data and runs are looked for in it.
 *
 * @throws PackError when the kernels have not been built
 */
export async function copyWorkspaceFiles(root: string, out: string): Promise<void> {
  for (const folder of packedPackages(root)) {
    await copyInto(join(root, folder, 'package.json'), join(out, folder, 'package.json'));
    await copyMatching(join(root, folder, WORKERS), join(out, folder, WORKERS), /\.mjs$/);
  }
  const kernels = await copyMatching(join(root, KERNELS), join(out, KERNELS), /\.wasm$/);
  if (kernels.length === 0) {
    throw new PackError(`expected compiled kernels in ${KERNELS}, found none; run: npm run prepare`);
  }
  for (const path of DATA.filter((name) => existsSync(join(root, name)))) {
    await copyInto(join(root, path), join(out, path));
  }
  await writeFile(join(out, 'package.json'), `${JSON.stringify({ private: true, type: 'module' })}\n`);
  await writeFile(join(out, 'nx.json'), '{}\n');
  await writePackage(
    join(out, 'node_modules', ROOT_PACKAGE),
    { name: ROOT_PACKAGE, type: 'module', exports: './index.js' },
    { 'index.js': "export const packedRoot = new URL('../../../', import.meta.url);\n" },
  );
  // Programs ask for the loader of TypeScript sources; here there is nothing to load.
  await writePackage(
    join(out, 'node_modules', 'rdrop'),
    {
      name: 'rdrop',
      type: 'module',
      exports: { './preload': './nothing.js', './register': './nothing.js' },
    },
    { 'nothing.js': '' },
  );
}
