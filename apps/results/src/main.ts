import { fileURLToPath } from 'node:url';
import { run } from './run.js';

process.exitCode = await run(process.argv.slice(2), {
  workspace: fileURLToPath(new URL('../../..', import.meta.url)),
  print: (text) => process.stdout.write(text),
  printError: (text) => process.stderr.write(text),
});
