// Compiles assembly/*.ts to WebAssembly with npm's assemblyscript (no native toolchain, no download): one build for
// every runtime with SIMD, one for runtimes with relaxed SIMD (fused multiply-add). Skips when nothing changed.
import { createHash } from 'node:crypto';
import { mkdir, readFile, readdir, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('.', import.meta.url));
const sources = join(root, 'assembly');
const out = join(root, 'dist');
const VARIANTS = [
  { file: 'kernels.wasm', features: ['simd', 'threads', 'bulk-memory'] },
  { file: 'kernels-relaxed.wasm', features: ['simd', 'relaxed-simd', 'threads', 'bulk-memory'] },
];

async function contentHash(compilerVersion) {
  const hash = createHash('sha256').update(compilerVersion);
  hash.update(await readFile(fileURLToPath(import.meta.url)));
  const names = (await readdir(sources)).filter((name) => name.endsWith('.ts')).sort();
  for (const name of names) hash.update(name).update(await readFile(join(sources, name)));
  return hash.digest('hex');
}

async function isUpToDate(hash) {
  try {
    const stamp = await readFile(join(out, 'kernels.hash'), 'utf8');
    await Promise.all(VARIANTS.map(({ file }) => stat(join(out, file))));
    return stamp === hash;
  } catch {
    return false;
  }
}

/** Written beside the target and renamed, so that a reader or a second build never sees half a file. */
async function publish(file, data) {
  const temporary = join(out, `.${file}.${process.pid}`);
  await writeFile(temporary, data);
  await rename(temporary, join(out, file));
}

async function compile(asc, { file, features }) {
  let binary;
  const flags = ['-O3', '--runtime', 'stub', '--noAssert', '--use', 'abort='];
  const memory = ['--importMemory', '--sharedMemory', '--initialMemory', '16', '--maximumMemory', '65536'];
  const enable = features.flatMap((feature) => ['--enable', feature]);
  const { error, stderr } = await asc.main(
    ['index.ts', '--baseDir', sources, '--outFile', file, ...flags, ...memory, ...enable],
    { writeFile: (name, contents) => void (name === file && (binary = contents)) },
  );
  if (error || binary === undefined) {
    throw new Error(`assembly/ does not compile:\n${stderr.toString() || error?.message}`);
  }
  await publish(file, binary);
}

async function main() {
  let asc;
  try {
    asc = await import('assemblyscript/asc');
  } catch (cause) {
    throw new Error("the compiler 'assemblyscript' is not installed; run `npm ci` in the workspace root", {
      cause,
    });
  }
  const hash = await contentHash(asc.version);
  if (await isUpToDate(hash)) return;
  await mkdir(out, { recursive: true });
  for (const variant of VARIANTS) await compile(asc, variant);
  await publish('kernels.hash', hash);
}

try {
  await main();
} catch (error) {
  console.error(`build-kernels: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
