/** `npm run pack`: registers the loader for TypeScript sources, then hands the command line to src/main.ts. */
import process from 'node:process';

const loader = 'rdrop/register'; // not a dependency, so named at run time
await import(loader);
const { main } = await import('../src/main.ts');
process.exitCode = await main(process.argv.slice(2));
