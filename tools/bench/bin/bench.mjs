/**
 * `npm run bench`: registers the loader for TypeScript sources, then hands the command line to src/main.ts.
 */
import process from 'node:process';

// A closed pipe (`... | head -1`) is the reader's way of saying "enough", not an error.
process.stdout.on('error', (error) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

// The command line's own set-up, in this order; not dependencies, so named at run time.
for (const step of ['rdrop/preload', 'rdrop/register']) await import(step);
const { main } = await import('../src/main.ts');
process.exitCode = await main(process.argv.slice(2));
