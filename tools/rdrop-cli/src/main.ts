import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { dispatch } from './dispatch.js';
import { runCommand } from './run-command.js';

/** Runs the command line of this process on the workspace that this file is part of. */
export async function runFromCommandLine(argv: readonly string[]): Promise<number> {
  const debug = process.env['RDROP_DEBUG'] === '1';
  if (debug) process.setSourceMapsEnabled(true);
  return await dispatch(argv, {
    root: fileURLToPath(new URL('../../../', import.meta.url)),
    version: ownVersion(),
    debug,
    writeOut: (text) => void process.stdout.write(text),
    writeError: (text) => void process.stderr.write(text),
    runCommand,
    cores: availableParallelism(),
    isTerminal: process.stderr.isTTY,
    onStop,
  });
}

function ownVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  if (typeof manifest === 'object' && manifest !== null && 'version' in manifest)
    return String(manifest.version);
  throw new Error('package.json of rdrop: expected a version');
}

/** Both signals, as long as something listens. */
function onStop(listener: () => void): () => void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, listener);
  return () => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, listener);
  };
}
