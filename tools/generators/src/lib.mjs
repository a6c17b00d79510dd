import { formatFiles, installPackagesTask, names, writeJson } from '@nx/devkit';
import { checkName, manifest, writePackage } from './package-files.mjs';

/**
 * Writes a new lib: `npx nx g @rdrop/generators:lib --name=x --layer=1 --runtime=tfjs --description="..."`.
 * @param {import('@nx/devkit').Tree} tree
 * @param {{ name: string, layer: number, runtime: 'pure' | 'tfjs', description: string, skipInstall?: boolean }} options
 */
export async function libGenerator(tree, options) {
  const { name, layer, runtime, description } = options;
  checkName(tree, 'libs', name);
  if (![0, 1, 2, 3].includes(layer)) throw new Error(`layer: expected 0, 1, 2 or 3, got ${layer}`);
  if (runtime !== 'pure' && runtime !== 'tfjs')
    throw new Error(`runtime: expected pure or tfjs, got '${runtime}'`);
  const folder = `libs/${name}`;
  const { propertyName } = names(name);
  writePackage(tree, 'lib', folder, { name, description, functionName: propertyName });
  const peers = runtime === 'tfjs' ? { peerDependencies: { '@tensorflow/tfjs': '^4.22.0' } } : {};
  const tags = ['type:lib', `layer:${layer}`, `runtime:${runtime}`, 'scope:common'];
  writeJson(tree, `${folder}/package.json`, manifest(options, { entry: 'index', ...peers, nx: { tags } }));
  await formatFiles(tree);
  return () => {
    if (options.skipInstall !== true) installPackagesTask(tree, true);
  };
}
