import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { build, type BuildFailure, type Metafile } from 'esbuild';
import { PackError } from '../errors.js';
import { noLoaders, ownSources } from './own-sources.js';

const CHUNKS = 'chunks';

/** Packages of the older form look up Node's own modules at run time; esbuild gives way to this name. */
const REQUIRE =
  "import { createRequire as packedRequire } from 'node:module'; const require = packedRequire(import.meta.url);";

/** Why a file cannot be bundled: esbuild's first complaint. */
function complaintOf(error: unknown): string {
  const failure: Partial<BuildFailure> = error instanceof Error ? error : {};
  const [first] = failure.errors ?? [];
  if (first === undefined) return error instanceof Error ? error.message : String(error);
  return first.location === null ? first.text : `${first.location.file}: ${first.text}`;
}

/** npm packages whose text is in the bundle, as folders from the root. */
function bundledPackages({ inputs }: Metafile): string[] {
  const folders = Object.keys(inputs).flatMap((path) => {
    const found = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(path);
    return found?.[1] === undefined ? [] : [found[1]];
  });
  return [...new Set(folders)].sort();
}

/** A package's text must be there once: two copies of TensorFlow.js are two engines with tensors of their own. */
function expectOneTensorFlow({ inputs }: Metafile): void {
  const seen = new Map<string, string>();
  for (const path of Object.keys(inputs)) {
    const name = /node_modules\/(@tensorflow\/[^/]+)\//.exec(path)?.[1];
    if (name === undefined) continue;
    const entry = /\.node\.js$/.test(path) ? 'CommonJS' : path;
    const other = seen.get(name);
    if (other !== undefined && other !== entry) {
      throw new PackError(`expected one copy of ${name} in the bundle, got ${other} and ${entry}`);
    }
    seen.set(name, entry);
  }
}

/**
 * Bundles the command line into `out`, with every entry at the place it has in the workspace and what several need in
 * `chunks`; gives the folders of the npm packages that went in.
 *
 * @param entries paths from the root
 * @throws PackError when a file cannot be bundled
 */
export async function bundleCode(root: string, out: string, entries: readonly string[]): Promise<string[]> {
  const { outputFiles, metafile } = await build({
    absWorkingDir: root,
    entryPoints: [...entries],
    outbase: root,
    outdir: out,
    chunkNames: `${CHUNKS}/[name]-[hash]`,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    conditions: ['@rdrop/source'],
    banner: { js: REQUIRE },
    legalComments: 'none',
    metafile: true,
    write: false,
    logLevel: 'silent',
    // finds its native part beside its own files; see parts/native-packages.ts
    external: ['sharp'],
    plugins: [noLoaders, ownSources(root)],
  }).catch((error: unknown) => {
    throw new PackError(`the code cannot be bundled (${complaintOf(error)})`, { cause: error });
  });
  expectOneTensorFlow(metafile);
  const modules = new Map(
    entries.filter((path) => path.endsWith('.mjs')).map((path) => [path.replace(/\.mjs$/, '.js'), path]),
  );
  for (const { path, contents } of outputFiles) {
    const place = relative(out, path).split(sep).join('/');
    const file = join(out, modules.get(place) ?? place);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, contents);
  }
  return bundledPackages(metafile);
}
