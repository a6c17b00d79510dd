import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A fake app: its folder, its package.json (an object, or the raw text) and the text of its `src/main.ts`. */
export interface FakeApp {
  readonly folder: string;
  readonly manifest: object | string;
  readonly main: string;
}

/** Writes a workspace that holds only apps in a new temporary folder. */
export function fakeWorkspace(apps: readonly FakeApp[]): { readonly root: string; remove(): void } {
  const root = mkdtempSync(join(tmpdir(), 'rdrop-apps-'));
  mkdirSync(join(root, 'apps'));
  for (const { folder, manifest, main } of apps) {
    mkdirSync(join(root, 'apps', folder, 'src'), { recursive: true });
    const text = typeof manifest === 'string' ? manifest : JSON.stringify({ type: 'module', ...manifest });
    writeFileSync(join(root, 'apps', folder, 'package.json'), text);
    writeFileSync(join(root, 'apps', folder, 'src', 'main.ts'), main);
  }
  return { root, remove: () => rmSync(root, { recursive: true }) };
}
