import { existsSync, readFileSync, readdirSync } from 'node:fs';

/**
 * The workspace's test suites: of each folder of `libs`, `apps` and `tools`, its tests where it has a Vitest
 * configuration, and its conformance suite where it has a target of that name.
 * @param {URL} root the workspace's folder
 * @returns {{ name: string, resultFile: URL }[]} resultFile: where the suite leaves its report, in Vitest's JSON form
 */
export function testSuites(root) {
  return ['libs', 'apps', 'tools'].flatMap((group) =>
    readdirSync(new URL(`${group}/`, root), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .flatMap((entry) => suitesOf(new URL(`${group}/${entry.name}/`, root))),
  );
}

/** @param {URL} folder */
function suitesOf(folder) {
  const { name, nx } = manifestOf(folder);
  const suites = [];
  if (existsSync(new URL('vitest.config.mts', folder))) {
    suites.push({ name, resultFile: new URL('test-results.json', folder) });
  }
  if (nx?.targets?.conformance !== undefined) {
    suites.push({
      name: `${name} conformance`,
      resultFile: new URL('conformance/dist/results.json', folder),
    });
  }
  return suites;
}

/**
 * @param {URL} folder
 * @returns {{ name: string, nx?: { targets?: Record<string, unknown> } }}
 */
function manifestOf(folder) {
  const file = new URL('package.json', folder);
  const manifest = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
  return { ...manifest, name: String(manifest.name) };
}
