#!/usr/bin/env node
import { readFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { runCli } from './cli/run-cli.js';

const unpack = promisify(gunzip);

process.exitCode = await runCli(process.argv.slice(2), {
  readFile: async (path) => {
    const bytes = await readFile(path);
    return path.endsWith('.gz') ? await unpack(bytes) : bytes;
  },
  readInput: () => buffer(process.stdin),
  environment: process.env,
  print: (text) => process.stdout.write(text),
  printError: (text) => process.stderr.write(text),
});
