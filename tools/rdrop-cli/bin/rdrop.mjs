#!/usr/bin/env -S node --max-semi-space-size=2 --v8-pool-size=1
/**
 * `rdrop`: registers the loader for TypeScript sources, then hands over to src/main.ts. Tensors lie outside the heap of
 * V8, so its part for young objects may be small, which saves 35 MB, and one thread does for compiling and collecting
 * beside the main one: 10 MB less.
 */
import process from 'node:process';

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  process.stderr.write(`rdrop: expected Node 20.19 or newer, got ${process.versions.node}\n`);
  process.exit(1);
}

// A closed pipe (`rdrop list | head -1`) is the reader's way of saying "enough", not an error.
process.stdout.on('error', (error) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

// Whatever is not a question about the command line itself computes.
if (/^[a-z]/.test(process.argv[2] ?? '') && process.argv[2] !== 'help') await import('./preload.mjs');
await import('./register.mjs');
const { runFromCommandLine } = await import('../src/main.ts');
process.exitCode = await runFromCommandLine(process.argv.slice(2));
