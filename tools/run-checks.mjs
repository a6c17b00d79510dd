/** What `npm test` runs once the packages are there: every check of the workspace, and one line that sums them up. */
import { runChecks } from './checks/src/run-checks.mjs';

process.exitCode = runChecks(new URL('..', import.meta.url));
