import { describe, expect, it } from 'vitest';
import { shownCommand, withoutFolders } from './without-folders.js';

describe('withoutFolders', () => {
  it.each([
    ['openblas at /usr/lib/x86/libopenblas.so.0', 'openblas at libopenblas.so.0'],
    ['/bin/python', 'python'],
    ['"/a b/c"', '"a b/c"'],
    ['path=/opt/a.so, (/opt/b.so)', 'path=a.so, (b.so)'],
    ['C:\\tools\\node.exe', 'node.exe'],
    ['peer / ours, 4 ms/step, linux 6.1 x64', 'peer / ours, 4 ms/step, linux 6.1 x64'],
  ])('%s', (text, expected) => {
    expect(withoutFolders(text)).toBe(expected);
  });
});

describe('shownCommand', () => {
  it('keeps the last part of each path, and quotes what has spaces', () => {
    expect(shownCommand(['/v/bin/python', '../bench/step.py', '--name', 'a b', '--x=1/2'])).toBe(
      'python step.py --name "a b" --x=1/2',
    );
  });
});
