#!/usr/bin/env node
import { readFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { runCli } from './cli.js';

process.exitCode = await runCli(process.argv.slice(2), {
  readFile: (path) => readFile(path),
  readInput: () => buffer(process.stdin),
  print: (text) => process.stdout.write(text),
  printError: (text) => process.stderr.write(text),
});
