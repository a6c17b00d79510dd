import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Folders of the workspace that hold packages which the command line may run. */
const GROUPS = ['libs', 'apps'] as const;
/** Tools that are part of the command line. */
const TOOLS = ['tools/rdrop-cli', 'tools/bench'] as const;

/** The packages that go along, as paths from the root. */
export function packedPackages(root: string): string[] {
  const inGroups = GROUPS.flatMap((group) =>
    readdirSync(join(root, group), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => `${group}/${name}`),
  );
  return [...inGroups, ...TOOLS].sort();
}

function sourcesBelow(root: string, folder: string): string[] {
  const entries = readdirSync(join(root, folder), { withFileTypes: true });
  return entries.flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return entry.name === 'testing' ? [] : sourcesBelow(root, path);
    return /(?<!\.spec|\.d)\.ts$/.test(entry.name) ? [path] : [];
  });
}

/**
 * The files that must stay files of their own in the bundle, as paths from the root: programs; what threads start with; and
 * whatever speaks of its own place, since others may load it by that address (the steps of parallel work do).
 */
export function entryFiles(root: string): string[] {
  const sources = packedPackages(root).flatMap((folder) => sourcesBelow(root, `${folder}/src`));
  const entries = sources.filter(
    (path) =>
      /^(apps|tools)\/[^/]+\/src\/main\.ts$/.test(path) ||
      path.endsWith('/worker-entry.ts') ||
      readFileSync(join(root, path), 'utf8').includes('import.meta.url'),
  );
  return [...TOOL_PROGRAMS, ...entries].sort();
}

/** The programs themselves, which others start by this address. */
const TOOL_PROGRAMS = ['tools/rdrop-cli/bin/rdrop.mjs', 'tools/bench/bin/bench.mjs'] as const;
