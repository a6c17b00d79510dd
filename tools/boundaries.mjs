/**
 * Who may import whom. Every project carries one tag of each family:
 *
 * - `type:app`, `type:lib` or `type:tool`;
 * - `layer:0` to `layer:3` (libs only);
 * - `runtime:pure` or `runtime:tfjs`: whether it may use TensorFlow.js;
 * - `scope:common`, `scope:engine` (chooses a backend) or `scope:backend` (is one).
 *
 * An import must satisfy the rows of all tags of the importing project. There is no wildcard row, so a project without
 * tags can import nothing. tools/checks holds the tests of these rows.
 */
export const boundaries = {
  enforceBuildableLibDependency: true,
  allow: [
    // The two files that every package's own configuration re-exports.
    ...['../../eslint.config.mjs', '../../vitest.shared.mjs'],
    // What backends run TensorFlow.js' own tests with.
    ...['../../../tools/conformance/bundle.mjs', '../../../tools/conformance/run-specs.mjs'],
  ],
  depConstraints: [
    { sourceTag: 'type:app', onlyDependOnLibsWithTags: ['type:lib'] },
    { sourceTag: 'type:lib', onlyDependOnLibsWithTags: ['type:lib'] },
    { sourceTag: 'type:tool', onlyDependOnLibsWithTags: ['type:lib'] },

    { sourceTag: 'layer:0', onlyDependOnLibsWithTags: [] },
    { sourceTag: 'layer:1', onlyDependOnLibsWithTags: ['layer:0'] },
    { sourceTag: 'layer:2', onlyDependOnLibsWithTags: ['layer:0', 'layer:1'] },
    { sourceTag: 'layer:3', onlyDependOnLibsWithTags: ['layer:0', 'layer:1', 'layer:2'] },

    {
      sourceTag: 'runtime:pure',
      onlyDependOnLibsWithTags: ['runtime:pure'],
      bannedExternalImports: ['@tensorflow/*'],
    },
    { sourceTag: 'runtime:tfjs', onlyDependOnLibsWithTags: ['runtime:pure', 'runtime:tfjs'] },

    // Allow-lists: Nx's notDependOnLibsWithTags looks through dependencies and would bar the engine's users as well.
    {
      sourceTag: 'scope:common',
      onlyDependOnLibsWithTags: ['scope:common', 'scope:engine'],
      bannedExternalImports: ['@tensorflow/tfjs-backend-*', '@tensorflow/tfjs-node*'],
    },
    { sourceTag: 'scope:engine', onlyDependOnLibsWithTags: ['scope:common', 'scope:backend'] },
    { sourceTag: 'scope:backend', onlyDependOnLibsWithTags: ['scope:common'] },
  ],
};
