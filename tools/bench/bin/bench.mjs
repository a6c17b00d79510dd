/**
 * `npm run bench`: hands the command line to src/main.ts. Started with `--import rdrop/register`, which makes the
 * workspace run from its TypeScript sources.
 */
import process from 'node:process';

// A closed pipe (`... | head -1`) is the reader's way of saying "enough", not an error.
process.stdout.on('error', (error) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

const { main } = await import('../src/main.ts');
process.exitCode = await main(process.argv.slice(2));
