import { existsSync } from 'node:fs';
import { chmod, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { writeArchive } from './archive.js';
import { bundleCode } from './bundle/bundle-code.js';
import { entryFiles } from './bundle/source-files.js';
import type { PackOptions } from './command-line.js';
import { PackError } from './errors.js';
import { launcherText, nodeOptionsOf } from './launcher.js';
import { copyDataSets } from './parts/data-sets.js';
import { copyLicences } from './parts/licences.js';
import { copyNativePackages } from './parts/native-packages.js';
import { copyNode } from './parts/node-program.js';
import { copyVulkanLoader } from './parts/vulkan-loader.js';
import { copyWorkspaceFiles } from './parts/workspace-files.js';
import { runProgram } from './run-program.js';

/** Says that a folder is of our making, and what is in it. */
const CONTENTS = 'packed.json';
const MEBIBYTE = 2 ** 20;

/** An empty folder; one that was packed before is replaced, any other is not touched. */
async function emptyFolder(folder: string): Promise<void> {
  if (existsSync(folder) && !existsSync(join(folder, CONTENTS)) && (await readdir(folder)).length > 0) {
    throw new PackError(`--out: expected an empty folder or one that was packed before, got ${folder}`);
  }
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
}

interface Commit {
  readonly commit: string | undefined;
  readonly hasChanges: boolean;
}

async function commitOf(root: string): Promise<Commit> {
  try {
    const commit = await runProgram('git', ['-C', root, 'rev-parse', '--verify', 'HEAD']);
    const changes = await runProgram('git', ['-C', root, 'status', '--porcelain', '--untracked-files=no']);
    return { commit: commit.trim(), hasChanges: changes.trim() !== '' };
  } catch {
    return { commit: undefined, hasChanges: false };
  }
}

async function versionOf(root: string): Promise<string> {
  const manifest: unknown = JSON.parse(await readFile(join(root, 'tools/rdrop-cli/package.json'), 'utf8'));
  if (typeof manifest === 'object' && manifest !== null && 'version' in manifest)
    return String(manifest.version);
  throw new Error('package.json of rdrop: expected a version');
}

/**
 * Makes the folder, and an archive of it beside it.
 * @param say gets what was done, line by line
 * @throws PackError in one sentence
 */
export async function pack(root: string, options: PackOptions, say: (line: string) => void): Promise<void> {
  const version = await versionOf(root);
  const out = resolve(options.out ?? join(root, 'dist', `rdrop-${version}-linux-x64`));
  await emptyFolder(out);
  await writeFile(join(out, CONTENTS), '{}\n');
  const node = await copyNode(resolve(options.node), out);
  const entries = entryFiles(root);
  const bundled = await bundleCode(root, out, entries);
  await copyWorkspaceFiles(root, out);
  const native = await copyNativePackages(root, out);
  await copyLicences(root, [...bundled, ...native.folders], out);
  const data = await copyDataSets(
    resolve(options.dataFrom ?? join(root, 'data', 'cache')),
    options.data,
    out,
  );
  const loaders = options.vulkan.map((path) => resolve(path));
  const vulkan = loaders.length === 0 ? [] : await copyVulkanLoader(loaders, out);
  const commit = await commitOf(root);
  const program = await readFile(join(root, 'tools/rdrop-cli/bin/rdrop.mjs'), 'utf8');
  await writeFile(join(out, 'rdrop'), launcherText({ nodeOptions: nodeOptionsOf(program), ...commit }));
  await chmod(join(out, 'rdrop'), 0o755);
  const contents = { version, ...commit, node, vulkan, data };
  await writeFile(join(out, CONTENTS), `${JSON.stringify(contents, undefined, 2)}\n`);
  for (const note of native.notes) say(`note: ${note}`);
  const parts = [`Node ${node}`, ...(vulkan.length > 0 ? ['the Vulkan loader'] : []), ...data];
  say(`packed ${out}: ${parts.join(', ')}`);
  const archive = await writeArchive(out, options.archive);
  if (archive !== undefined) say(`${archive.file}: ${(archive.bytes / MEBIBYTE).toFixed(1)} MiB`);
}
