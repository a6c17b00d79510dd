import { formatFiles, installPackagesTask, names, readJson, updateJson, writeJson } from '@nx/devkit';
import { checkName, manifest, workspaceVersion, writePackage } from './package-files.mjs';

/**
 * Writes a new task app: `npx nx g @rdrop/generators:task-app --name=x --description="..."`.
 * @param {import('@nx/devkit').Tree} tree
 * @param {{ name: string, description: string, skipInstall?: boolean }} options
 */
export async function taskAppGenerator(tree, options) {
  const { name, description } = options;
  checkName(tree, 'apps', name);
  const folder = `apps/${name}`;
  const { className } = names(name);
  writePackage(tree, 'task-app', folder, { name, description, className });
  const experiment = readJson(tree, 'libs/experiment/package.json');
  const fields = {
    entry: 'main',
    private: true,
    rdrop: { task: name },
    dependencies: {
      '@rdrop/experiment': workspaceVersion(tree, 'libs/experiment'),
      zod: String(experiment.dependencies.zod),
    },
    nx: { tags: ['type:app', 'runtime:tfjs', 'scope:common'], targets: verbTargets(name) },
  };
  writeJson(tree, `${folder}/package.json`, manifest(options, fields));
  updateJson(tree, `${folder}/tsconfig.lib.json`, (config) => ({
    ...config,
    references: [{ path: '../../libs/experiment/tsconfig.lib.json' }],
  }));
  await formatFiles(tree);
  return () => {
    if (options.skipInstall !== true) installPackagesTask(tree, true);
  };
}

/**
 * The verbs of every task as Nx targets: `npx nx run @rdrop/<name>:train --experiment=...`. Never cached: runs resume.
 * @param {string} name
 */
function verbTargets(name) {
  const verbs = ['prepare', 'describe', 'train', 'evaluate', 'report'];
  return Object.fromEntries(
    verbs.map((verb) => [
      verb,
      {
        executor: 'nx:run-commands',
        options: { command: `node tools/rdrop-cli/bin/rdrop.mjs ${name} ${verb}`, cwd: '{workspaceRoot}' },
        cache: false,
      },
    ]),
  );
}
