import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { copyInto, namesIn } from './copy-files.js';

/** What a package says of itself where it brings no licence file. */
async function declared(folder: string): Promise<string> {
  const manifest: unknown = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  const field = (name: string): string => {
    const value: unknown =
      typeof manifest === 'object' && manifest !== null ? Reflect.get(manifest, name) : undefined;
    return typeof value === 'string' ? value : 'unknown';
  };
  return `${field('name')} ${field('version')}\nLicence, by its package.json: ${field('license')}\n`;
}

/** Writes the licence of every npm package that went in to `licences`; `folders` are paths from the root. */
export async function copyLicences(root: string, folders: readonly string[], out: string): Promise<void> {
  const licences = join(out, 'licences');
  await mkdir(licences, { recursive: true });
  for (const folder of new Set(folders)) {
    const name = folder.slice(folder.lastIndexOf('node_modules/') + 'node_modules/'.length);
    const copy = join(licences, `${name.replace('/', '__')}.txt`);
    const file = (await namesIn(join(root, folder))).find((each) => /^licen[cs]e(\.\w+)?$/i.test(each));
    if (file === undefined) await writeFile(copy, await declared(join(root, folder)));
    else await copyInto(join(root, folder, file), copy);
  }
}
