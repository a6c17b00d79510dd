import { lstat, mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { PackError, reasonOf } from '../errors.js';
import { runProgram } from '../run-program.js';
import { copyInto, namesIn } from './copy-files.js';
import { debianData } from './deb-package.js';

const LIBRARY = /\.so(\.[\d.]+)?$/;
const LOADER = 'libvulkan.so.1';

/** Where the loader finds NVIDIA's driver, for systems that do not say: the library is found as any other. */
const NVIDIA_DRIVER = {
  file_format_version: '1.0.0',
  ICD: { library_path: 'libGLX_nvidia.so.0', api_version: '1.3.0' },
};

async function librariesBelow(folder: string): Promise<string[]> {
  const found: string[] = [];
  for (const name of (await readdir(folder)).sort()) {
    const path = join(folder, name);
    if ((await lstat(path)).isDirectory()) found.push(...(await librariesBelow(path)));
    else if (LIBRARY.test(name)) found.push(path);
  }
  return found;
}

/** The files that are given: those of a folder, or the one itself. */
async function filesOf(path: string): Promise<string[]> {
  const isFolder = await stat(path).then(
    (found) => found.isDirectory(),
    (error: unknown) => {
      throw new PackError(`--vulkan: ${path} cannot be read (${reasonOf(error)})`, { cause: error });
    },
  );
  return isFolder ? (await namesIn(path)).map((name) => join(path, name)) : [path];
}

/**
 * Puts libraries into `vulkan` of the packed folder; gives their names.
 * @param paths libraries, Debian packages of them, and folders with both
 * @throws PackError when the loader is not among them
 */
export async function copyVulkanLoader(paths: readonly string[], out: string): Promise<string[]> {
  const files = (await Promise.all(paths.map(filesOf))).flat();
  const temporary = await mkdtemp(join(tmpdir(), 'rdrop-pack-'));
  try {
    for (const file of files.filter((each) => each.endsWith('.deb'))) {
      const { name: archive, bytes } = await debianData(file);
      const unpacked = join(temporary, basename(file, '.deb'));
      await mkdir(unpacked);
      await writeFile(join(temporary, archive), bytes);
      await runProgram('tar', ['-xf', join(temporary, archive), '-C', unpacked]);
    }
    const libraries = [
      ...files.filter((each) => LIBRARY.test(basename(each))),
      ...(await librariesBelow(temporary)),
    ];
    const found = libraries.map((path) => basename(path));
    if (!found.includes(LOADER)) {
      throw new PackError(
        `--vulkan: expected ${LOADER} or a .deb that holds it in ${paths.join(', ')}, found ` +
          (found.length === 0 ? 'no library' : found.join(', ')),
      );
    }
    for (const path of libraries) await copyInto(path, join(out, 'vulkan', basename(path)));
    await writeFile(join(out, 'vulkan', 'nvidia_icd.json'), `${JSON.stringify(NVIDIA_DRIVER)}\n`);
    return found;
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}
