import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { installNeeded, lockDifference, tooOldNode } from './ensure-install.mjs';

describe('tooOldNode', () => {
  it.each(['20.19.0', '20.20.2', '22.1.0', '24.21.0'])('accepts %s', (version) => {
    expect(tooOldNode(version)).toBeUndefined();
  });

  it.each(['20.18.3', '18.20.4', '8.0.0'])('refuses %s in one sentence', (version) => {
    expect(tooOldNode(version)).toBe(`R-Drop needs Node.js 20.19 or newer, and this is ${version}.`);
  });
});

describe('lockDifference', () => {
  const packages = {
    '': { version: '0.1.0' },
    'libs/text': { version: '0.1.0' },
    'node_modules/@rdrop/text': { resolved: 'libs/text', link: true },
    'node_modules/vitest': { version: '4.1.12', integrity: 'sha512-a' },
    'node_modules/for-windows': { version: '1.0.0', integrity: 'sha512-b', optional: true },
  };
  const { '': root, 'node_modules/for-windows': otherPlatform, ...installed } = packages;
  const there = () => true;

  it('is undefined when all locked packages are there, optional ones of other platforms aside', () => {
    expect(root.version + otherPlatform.version).toBe('0.1.01.0.0');
    expect(lockDifference({ packages }, { packages: installed }, there)).toBeUndefined();
  });

  it.each([
    ['another version', { 'node_modules/vitest': { version: '4.1.11', integrity: 'sha512-a' } }],
    ['other contents', { 'node_modules/vitest': { version: '4.1.12', integrity: 'sha512-x' } }],
  ])('names a package of %s', (_, change) => {
    expect(lockDifference({ packages }, { packages: { ...installed, ...change } }, there)).toBe(
      'node_modules/vitest is not the locked one',
    );
  });

  it('names a link that goes elsewhere', () => {
    const moved = { ...installed, 'node_modules/@rdrop/text': { resolved: 'libs/words', link: true } };
    expect(lockDifference({ packages }, { packages: moved }, there)).toBe(
      'node_modules/@rdrop/text is not the locked one',
    );
  });

  it('names a missing package and one whose folder is gone', () => {
    const more = { ...packages, 'node_modules/zod': { version: '4.6.7' } };
    expect(lockDifference({ packages: more }, { packages: installed }, there)).toBe(
      'node_modules/zod is not installed',
    );
    expect(lockDifference({ packages }, { packages: installed }, (path) => !path.endsWith('vitest'))).toBe(
      'node_modules/vitest has been deleted',
    );
  });

  it('allows packages somebody has added, but not inside a locked one', () => {
    const added = {
      ...installed,
      'node_modules/zod': { version: '4.6.7' },
      'node_modules/zod/node_modules/vite': { version: '1.0.0' },
    };
    expect(lockDifference({ packages }, { packages: added }, there)).toBeUndefined();
    for (const path of ['node_modules/vitest/node_modules/vite', 'libs/text/node_modules/vite']) {
      const shadowed = { ...installed, [path]: { version: '1.0.0' } };
      expect(lockDifference({ packages }, { packages: shadowed }, there)).toBe(
        `${path} is not in the lockfile`,
      );
    }
  });
});

describe('installNeeded', () => {
  let folder = '';

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'rdrop-install-'));
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  const reason = () => installNeeded(pathToFileURL(`${folder}/`));

  it('is so in a fresh clone, not after an install, and again when a file is damaged', () => {
    const lock = { packages: { 'node_modules/a': { version: '1.0.0' } } };
    writeFileSync(join(folder, 'package-lock.json'), JSON.stringify(lock));
    expect(reason()).toBe('node_modules is absent or incomplete');
    mkdirSync(join(folder, 'node_modules', 'a'), { recursive: true });
    expect(reason()).toBe('node_modules is absent or incomplete');
    writeFileSync(join(folder, 'node_modules', '.package-lock.json'), JSON.stringify(lock));
    expect(reason()).toBeUndefined();
    writeFileSync(join(folder, 'node_modules', '.package-lock.json'), '{');
    expect(reason()).toBe('a lockfile could not be read');
  });
});
