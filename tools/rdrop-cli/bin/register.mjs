/**
 * Makes this process run the workspace from its TypeScript sources: tsx translates, and the resolve hook beside this
 * file adds the export condition `@rdrop/source`. Also usable alone: `node --import rdrop/register file.ts`.
 * Threads do not inherit hooks registered at run time: start them with `execArgv: ['--import', <this file's URL>]`.
 */
import { register } from 'node:module';
import { register as registerTypeScript } from 'tsx/esm/api';

register('./source-condition.mjs', import.meta.url);
registerTypeScript();
