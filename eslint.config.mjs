import js from '@eslint/js';
import nx from '@nx/eslint-plugin';
import * as jsonParser from 'jsonc-eslint-parser';
import tseslint from 'typescript-eslint';
import { boundaries } from './tools/boundaries.mjs';

export default tseslint.config(
  {
    ignores: [
      '**/dist',
      '**/out-tsc',
      '**/node_modules',
      '**/.nx',
      '**/assembly/**',
      '**/vitest.config.*.timestamp*',
    ],
  },
  { files: ['**/*.{js,mjs,cjs,ts,mts,cts}'], extends: [js.configs.recommended, ...tseslint.configs.strict] },
  { plugins: { '@nx': nx } },
  {
    files: ['**/*.ts', '**/*.mts', '**/*.mjs'],
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        URL: 'readonly',
        performance: 'readonly',
        Buffer: 'readonly',
        WebAssembly: 'readonly',
        TextDecoder: 'readonly',
        TextEncoder: 'readonly',
        setImmediate: 'readonly',
        setTimeout: 'readonly',
        clearTimeout: 'readonly',
      },
    },
    rules: {
      '@nx/enforce-module-boundaries': ['error', boundaries],
      '@typescript-eslint/consistent-type-imports': [
        'error',
        { prefer: 'type-imports', fixStyle: 'inline-type-imports' },
      ],
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/restrict-template-expressions': 'off',
      'max-params': ['error', 4],
      '@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true }],
      eqeqeq: 'error',
      'no-restricted-exports': ['error', { restrictDefaultExports: { direct: true } }],
    },
  },
  { files: ['**/*.mjs', '**/*.mts'], rules: { 'no-restricted-exports': 'off' } },
  {
    files: ['**/src/**/*.ts'],
    ignores: ['**/*.spec.ts'],
    rules: { 'no-console': 'error' },
  },
  {
    // The dependency lists are what the project graph is made of, so each must name what the sources import.
    files: ['**/package.json'],
    languageOptions: { parser: jsonParser },
    rules: {
      '@nx/dependency-checks': [
        'error',
        {
          buildTargets: ['build'],
          checkObsoleteDependencies: true,
          // Loaded by name where they are installed; nothing imports them.
          ignoredDependencies: ['@tensorflow/tfjs-node', '@tensorflow/tfjs-node-gpu', 'koffi', 'webgpu'],
          ignoredFiles: [
            '{projectRoot}/*.{mjs,mts}',
            '{projectRoot}/bin/**',
            '{projectRoot}/src/**/*.spec.ts',
            '{projectRoot}/src/testing/**',
          ],
        },
      ],
    },
  },
);
