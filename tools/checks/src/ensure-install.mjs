/**
 * Brings node_modules to what package-lock.json says, before anything else can run. Node.js built-ins only: this file
 * runs in a fresh clone.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

/** The oldest Node.js that the workspace supports: [major, minor]. */
const oldestNode = /** @type {const} */ ([20, 19]);

/**
 * @typedef {{ version?: string, integrity?: string, resolved?: string, link?: boolean, optional?: boolean }} LockEntry
 * @typedef {{ packages: Record<string, LockEntry> }} Lock
 */

/**
 * Checks Node.js and runs `npm ci` when what is installed is not what is locked.
 * @param {URL} root the workspace's folder
 * @returns {number} the exit status
 */
export function ensureInstall(root) {
  const old = tooOldNode(process.versions.node);
  if (old !== undefined) {
    process.stderr.write(`${old}\n`);
    return 1;
  }
  const reason = installNeeded(root);
  if (reason === undefined) return 0;
  process.stderr.write(`Installing the locked packages (${reason}).\n`);
  const [command, words] = npmCommand();
  const { status, error } = spawnSync(command, [...words, 'ci'], {
    cwd: fileURLToPath(root),
    stdio: 'inherit',
  });
  if (error !== undefined) process.stderr.write(`npm ci could not be started: ${error.message}\n`);
  else if (status !== 0) process.stderr.write('npm ci failed; its message is above.\n');
  return status ?? 1;
}

/**
 * @param {string} version such as '20.19.0'
 * @returns {string | undefined} the sentence that refuses this Node.js, if it is too old
 */
export function tooOldNode(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [oldestMajor, oldestMinor] = oldestNode;
  if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) return undefined;
  return `R-Drop needs Node.js ${oldestMajor}.${oldestMinor} or newer, and this is ${version}.`;
}

/**
 * @param {URL} root the workspace's folder
 * @returns {string | undefined} why an install is needed, if it is
 */
export function installNeeded(root) {
  // npm writes this file as the last act of an install, so an interrupted one leaves none.
  const installedFile = new URL('node_modules/.package-lock.json', root);
  if (!existsSync(installedFile)) return 'node_modules is absent or incomplete';
  const locked = readLock(new URL('package-lock.json', root));
  const installed = readLock(installedFile);
  if (locked === undefined || installed === undefined) return 'a lockfile could not be read';
  return lockDifference(locked, installed, (path) => existsSync(new URL(`${path}/`, root)));
}

/**
 * Compares what is locked with what npm says it installed, and that with the folders that exist. A locked optional
 * package may be absent: it is one for another platform. A package that is not locked may be there: somebody has added
 * an engine with `npm install --no-save`. But it may not stand inside a locked package, which would take it for its own.
 * @param {Lock} locked
 * @param {Lock} installed
 * @param {(path: string) => boolean} exists
 * @returns {string | undefined} the first difference
 */
export function lockDifference(locked, installed, exists) {
  for (const [path, entry] of Object.entries(locked.packages)) {
    if (path === '') continue;
    const other = installed.packages[path];
    if (other === undefined) {
      if (entry.optional === true) continue;
      return `${path} is not installed`;
    }
    if (entry.link === true ? entry.resolved !== other.resolved : !samePackage(entry, other)) {
      return `${path} is not the locked one`;
    }
    if (!exists(path)) return `${path} has been deleted`;
  }
  const isLocked = (/** @type {string} */ path) => path !== '' && locked.packages[path] !== undefined;
  const extra = Object.keys(installed.packages).find((path) => !isLocked(path) && isLocked(ownerOf(path)));
  return extra === undefined ? undefined : `${extra} is not in the lockfile`;
}

/**
 * @param {string} path of a package, such as node_modules/a/node_modules/b
 * @returns {string} the path of the package that contains it: node_modules/a
 */
function ownerOf(path) {
  return path.slice(0, Math.max(0, path.lastIndexOf('node_modules/') - 1));
}

/**
 * @param {LockEntry} a
 * @param {LockEntry} b
 */
function samePackage(a, b) {
  return a.version === b.version && a.integrity === b.integrity;
}

/**
 * @param {URL} file
 * @returns {Lock | undefined}
 */
function readLock(file) {
  try {
    const value = JSON.parse(readFileSync(file, 'utf8'));
    return typeof value?.packages === 'object' && value.packages !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

/**
 * The npm that runs this script where there is one, so that no other version is picked up from the path.
 * @returns {[string, string[]]}
 */
function npmCommand() {
  const running = process.env['npm_execpath'];
  if (running !== undefined && /npm-cli\.[cm]?js$/.test(running)) return [process.execPath, [running]];
  return process.platform === 'win32' ? ['cmd.exe', ['/c', 'npm']] : ['npm', []];
}
