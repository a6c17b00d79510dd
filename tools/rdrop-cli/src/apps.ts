import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { RDropSetupError } from './errors.js';
import { isRecord } from './is-record.js';

/** An app of the workspace as the command line sees it. */
export interface App {
  /** The word after `rdrop`. */
  readonly name: string;
  /** A task has experiments and takes part in `rdrop list`; another app (the results) is a plain command. */
  readonly isTask: boolean;
  readonly description: string;
  /** What `rdrop reproduce` runs: chains that may run side by side, each a list of argument lists in order. */
  readonly reproduce: readonly (readonly (readonly string[])[])[];
  readonly mainFile: string;
}

/** An app's entry point: takes the words after its name, returns the exit status. */
export type Main = (argv: string[]) => Promise<number>;

/**
 * Finds the apps: every folder `apps/<folder>` with a package.json and a `src/main.ts`, or `src/main.js` where the workspace
 * is compiled. Its package.json may say `"rdrop": { "task": name, "reproduce": [[[...words], ...], ...] }`; an app without a
 * task is a command named after its folder. So is a folder of `tools` that says `"rdrop": { "command": name }`. Tasks come
 * first, both groups in alphabetical order.
 */
export function findApps(root: string): App[] {
  const folder = join(root, 'apps');
  if (!existsSync(folder)) throw new RDropSetupError(`expected a folder of apps at ${folder}, found none`);
  const apps = [...foldersIn(root, 'apps'), ...foldersIn(root, 'tools')]
    .map((place) => readApp(root, place))
    .filter((app) => app !== undefined);
  apps.sort((a, b) => Number(b.isTask) - Number(a.isTask) || (a.name < b.name ? -1 : 1));
  rejectDuplicates(apps);
  return apps;
}

/** Imports an app's `src/main.ts` and returns its exported `main`. */
export async function loadMain(app: App): Promise<Main> {
  const module: unknown = await import(pathToFileURL(app.mainFile).href);
  if (isRecord(module) && typeof module['main'] === 'function') {
    const main = module['main'];
    return async (argv) => {
      const code: unknown = await main(argv);
      if (typeof code === 'number' && Number.isInteger(code)) return code;
      throw new Error(`main of app '${app.name}': expected an exit status, got ${String(code)}`);
    };
  }
  throw new Error(`app '${app.name}': expected an exported function main in ${app.mainFile}`);
}

/** A folder of a package. */
interface Place {
  readonly group: 'apps' | 'tools';
  readonly folder: string;
}

function foldersIn(root: string, group: Place['group']): Place[] {
  if (!existsSync(join(root, group))) return [];
  return readdirSync(join(root, group), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => ({ group, folder: entry.name }));
}

function readApp(root: string, { group, folder }: Place): App | undefined {
  const packageFile = join(root, group, folder, 'package.json');
  const mainFile = ['main.ts', 'main.js']
    .map((name) => join(root, group, folder, 'src', name))
    .find((file) => existsSync(file));
  if (mainFile === undefined || !existsSync(packageFile)) return undefined;
  const where = relative(root, packageFile);
  const manifest = readJsonObject(packageFile, where);
  const settings = manifest['rdrop'] ?? {};
  if (!isRecord(settings)) throw new RDropSetupError(`${where}: expected "rdrop" to be an object`);
  const task = group === 'apps' ? nameIn(settings, 'task', where) : undefined;
  const command = nameIn(settings, 'command', where);
  if (group === 'tools' && command === undefined) return undefined;
  const description = manifest['description'];
  return {
    name: task ?? command ?? folder,
    isTask: task !== undefined,
    description: typeof description === 'string' ? description : '',
    reproduce: readChains(settings['reproduce'] ?? [], where),
    mainFile,
  };
}

function nameIn(settings: Record<string, unknown>, key: string, where: string): string | undefined {
  const name = settings[key];
  if (name === undefined || (typeof name === 'string' && /^[a-z][a-z0-9-]*$/.test(name))) return name;
  throw new RDropSetupError(
    `${where}: expected "rdrop.${key}" to be a kebab-case name, got ${JSON.stringify(name)}`,
  );
}

function readChains(value: unknown, where: string): string[][][] {
  const list = (entry: unknown): unknown[] => {
    if (Array.isArray(entry)) return entry;
    throw new RDropSetupError(
      `${where}: expected "rdrop.reproduce" to be a list of chains of lists of words`,
    );
  };
  return list(value).map((chain) =>
    list(chain).map((words) => list(words).map((word) => wordOf(word, where))),
  );
}

function wordOf(value: unknown, where: string): string {
  if (typeof value === 'string') return value;
  throw new RDropSetupError(`${where}: expected words in "rdrop.reproduce", got ${JSON.stringify(value)}`);
}

function readJsonObject(file: string, where: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new RDropSetupError(
      `${where}: not valid JSON (${error instanceof Error ? error.message : String(error)})`,
    );
  }
  if (!isRecord(value)) throw new RDropSetupError(`${where}: expected a JSON object`);
  return value;
}

function rejectDuplicates(apps: readonly App[]): void {
  const seen = new Map<string, App>();
  for (const app of apps) {
    const other = seen.get(app.name);
    if (other !== undefined) {
      throw new RDropSetupError(`two apps are named '${app.name}': ${other.mainFile} and ${app.mainFile}`);
    }
    seen.set(app.name, app);
  }
}
