/** What `npm test` runs first: checks Node.js, and installs the locked packages unless they are there already. */
import { ensureInstall } from './checks/src/ensure-install.mjs';

process.exitCode = ensureInstall(new URL('..', import.meta.url));
