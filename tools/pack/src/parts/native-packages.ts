import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { PackError } from '../errors.js';
import { copyInto } from './copy-files.js';

interface NativePackage {
  readonly name: string;
  /** What of it runs on x86-64 Linux. */
  readonly parts: readonly string[];
  /** Undefined: it must be there. Else what is missing without it. */
  readonly without?: string;
}

/** npm packages that are not text, and so not in the bundle. */
const PACKAGES: readonly NativePackage[] = [
  { name: 'jieba-wasm', parts: ['package.json', 'pkg/nodejs'] },
  {
    name: 'webgpu',
    parts: ['package.json', 'index.js', 'dist/linux-x64/dawn.node'],
    without: 'there is no webgpu engine',
  },
  {
    name: 'koffi',
    parts: ['package.json', 'index.cjs', 'src/koffi/index.cjs', 'src/koffi/src/static.cjs'],
    without: 'no BLAS is used',
  },
  {
    name: '@koromix/koffi-linux-x64',
    parts: ['package.json', 'index.js', 'linux_x64'],
    without: 'no BLAS is used',
  },
  ...[
    { name: 'sharp', parts: ['package.json', 'dist'] },
    { name: '@img/colour', parts: ['package.json', 'index.cjs', 'color.cjs'] },
    { name: 'detect-libc', parts: ['package.json', 'lib'] },
    { name: 'semver', parts: ['package.json', 'index.js', 'classes', 'functions', 'internal', 'ranges'] },
    { name: '@img/sharp-linux-x64', parts: ['package.json', 'index.cjs', 'lib'] },
    { name: '@img/sharp-libvips-linux-x64', parts: ['package.json', 'lib'] },
  ].map((image) => ({ ...image, without: 'no image is decoded' })),
];

/**
 * Copies the parts of npm packages that are programs for one system; gives the folders, and notes on what is missing.
 * @throws PackError when one that must be there is not installed
 */
export async function copyNativePackages(
  root: string,
  out: string,
): Promise<{ folders: string[]; notes: string[] }> {
  const folders: string[] = [];
  const notes: string[] = [];
  for (const { name, parts, without } of PACKAGES) {
    const folder = join('node_modules', name);
    if (parts.some((part) => !existsSync(join(root, folder, part)))) {
      if (without === undefined) throw new PackError(`expected npm's ${name} in node_modules; run: npm ci`);
      notes.push(`npm's ${name} for x86-64 Linux is not installed: ${without} in the packed folder`);
      continue;
    }
    for (const part of parts) await copyInto(join(root, folder, part), join(out, folder, part));
    folders.push(folder);
  }
  return { folders, notes };
}
