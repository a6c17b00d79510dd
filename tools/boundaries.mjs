/**
 * Who may import whom. Every project carries one tag of each family (type, layer or app, runtime, scope);
 * a dependency must satisfy the rows of all the importer's tags. There is no wildcard row.
 */
export const boundaries = {
  enforceBuildableLibDependency: true,
  // The two files that every package's own configuration re-exports.
  allow: ['../../eslint.config.mjs', '../../vitest.shared.mjs'],
  depConstraints: [
    { sourceTag: 'type:app', onlyDependOnLibsWithTags: ['type:lib'] },
    { sourceTag: 'type:lib', onlyDependOnLibsWithTags: ['type:lib'] },
    { sourceTag: 'type:tool', onlyDependOnLibsWithTags: ['type:lib'] },

    { sourceTag: 'layer:0', onlyDependOnLibsWithTags: ['layer:none'] },
    { sourceTag: 'layer:1', onlyDependOnLibsWithTags: ['layer:0'] },
    { sourceTag: 'layer:2', onlyDependOnLibsWithTags: ['layer:0', 'layer:1'] },
    { sourceTag: 'layer:3', onlyDependOnLibsWithTags: ['layer:0', 'layer:1', 'layer:2'] },

    {
      sourceTag: 'runtime:pure',
      onlyDependOnLibsWithTags: ['runtime:pure'],
      bannedExternalImports: ['@tensorflow/*'],
    },

    { sourceTag: 'scope:common', notDependOnLibsWithTags: ['scope:backend'] },
    { sourceTag: 'scope:backend', notDependOnLibsWithTags: ['scope:backend'] },
  ],
};
