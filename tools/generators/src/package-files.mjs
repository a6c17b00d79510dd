import { generateFiles, readJson, updateJson } from '@nx/devkit';
import { fileURLToPath } from 'node:url';

/**
 * @typedef {import('@nx/devkit').Tree} Tree
 * @typedef {{ name: string, description: string }} PackageOptions
 */

/**
 * Refuses a name that is no kebab-case word, or a folder that is taken.
 * @param {Tree} tree
 * @param {string} group `libs` or `apps`
 * @param {string} name
 */
export function checkName(tree, group, name) {
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name)) {
    throw new Error(`name: expected a kebab-case word such as 'beam-search', got '${name}'`);
  }
  if (tree.exists(`${group}/${name}`)) throw new Error(`name: ${group}/${name} exists already`);
}

/**
 * Writes the configuration files that every package has, then the files of one kind of package.
 * @param {Tree} tree
 * @param {'lib' | 'task-app'} kind
 * @param {string} folder
 * @param {Record<string, string>} values what the templates name
 */
export function writePackage(tree, kind, folder, values) {
  for (const part of ['package', kind]) {
    const templates = fileURLToPath(new URL(`./files/${part}`, import.meta.url));
    generateFiles(tree, templates, folder, values);
  }
  updateJson(tree, 'tsconfig.json', (config) => {
    const references = [...(config.references ?? []), { path: `./${folder}` }];
    return { ...config, references };
  });
}

/**
 * The version of a package of this workspace, for the dependency lists of new ones.
 * @param {Tree} tree
 * @param {string} folder
 * @returns {string}
 */
export function workspaceVersion(tree, folder) {
  return String(readJson(tree, `${folder}/package.json`).version);
}

/**
 * A package.json's fields in the house's order, without those that are undefined.
 * @param {PackageOptions} options
 * @param {Record<string, unknown>} fields
 */
export function manifest({ name, description }, { entry, ...fields }) {
  return {
    name: `@rdrop/${name}`,
    version: '0.1.0',
    description,
    license: 'MIT',
    type: 'module',
    ...(fields['private'] === true ? { private: true } : {}),
    exports: {
      '.': {
        '@rdrop/source': `./src/${entry}.ts`,
        types: `./dist/${entry}.d.ts`,
        default: `./dist/${entry}.js`,
      },
      './package.json': './package.json',
    },
    files: ['dist', '!dist/**/*.tsbuildinfo', 'README.md'],
    ...fields,
  };
}
