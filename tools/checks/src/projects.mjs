import { existsSync, readFileSync, readdirSync } from 'node:fs';

/**
 * The workspace's projects that have tests: each folder of `libs`, `apps` and `tools` with a Vitest configuration.
 * @param {URL} root the workspace's folder
 * @returns {{ name: string, resultFile: URL }[]} resultFile: where the project's tests leave their JSON report
 */
export function testProjects(root) {
  return ['libs', 'apps', 'tools'].flatMap((group) =>
    readdirSync(new URL(`${group}/`, root), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => new URL(`${group}/${entry.name}/`, root))
      .filter((folder) => existsSync(new URL('vitest.config.mts', folder)))
      .map((folder) => ({ name: packageName(folder), resultFile: new URL('test-results.json', folder) })),
  );
}

/**
 * @param {URL} folder
 * @returns {string}
 */
function packageName(folder) {
  const manifest = JSON.parse(readFileSync(new URL('package.json', folder), 'utf8'));
  return String(manifest.name);
}
