import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { collectRuns } from '@rdrop/reports';
import { expect, it } from 'vitest';
import { readmeSection, withSection } from './readme-section.js';
import { hrefFrom } from './report.js';

const root = fileURLToPath(new URL('../../..', import.meta.url));

it('the README has the numbers of the records in results/ (npx rdrop results results --readme README.md)', async () => {
  const source = await collectRuns([join(root, 'results')]);
  expect(source.problems).toEqual([]);
  const file = join(root, 'README.md');
  const text = await readFile(file, 'utf8');
  const section = readmeSection(source, (run) => hrefFrom(root, run));
  expect(text).toBe(withSection(text, section, file));
});
