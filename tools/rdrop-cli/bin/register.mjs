/**
 * Makes this process run the workspace from its TypeScript sources: tsx translates, and the resolve hook beside this
 * file adds the export condition `@rdrop/source`. Also usable alone: `node --import rdrop/register file.ts`.
 * Threads do not inherit hooks registered at run time: start them with `execArgv: ['--import', <this file's URL>]`.
 */
import module from 'node:module';
import { register as registerTypeScript } from 'tsx/esm/api';
import { resolve } from './source-condition.mjs';

// From Node 22.15 on hooks run on the thread that imports. A thread of their own takes 25 MB for as long as it lives.
if (module.registerHooks === undefined) module.register('./source-condition.mjs', import.meta.url);
else module.registerHooks({ resolve });
registerTypeScript();
