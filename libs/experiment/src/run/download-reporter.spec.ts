import { expect, it } from 'vitest';
import { downloadReporter } from './download-reporter.js';

it('tells every 50 MB, at the end and with each further try', () => {
  const told: string[] = [];
  const report = downloadReporter((message) => void told.push(message));
  for (const received of [1e6, 20e6, 60e6, 70e6]) report('a.tgz', { received, total: 120e6, tries: 1 });
  report('a.tgz', { received: 80e6, total: 120e6, tries: 2 });
  report('a.tgz', { received: 120e6, total: 120e6, tries: 2 });
  report('b.tgz', { received: 3e6, total: undefined, tries: 1 });
  expect(told).toEqual([
    'a.tgz: 1 of 120 MB',
    'a.tgz: 60 of 120 MB',
    'a.tgz: 80 of 120 MB, try 2',
    'a.tgz: 120 of 120 MB, try 2',
    'b.tgz: 3 MB',
  ]);
});
