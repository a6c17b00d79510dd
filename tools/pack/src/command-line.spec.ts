import { describe, expect, it } from 'vitest';
import { parseCommandLine } from './command-line.js';
import { run } from './run.js';

const parse = (...argv: string[]) => parseCommandLine(argv, () => undefined);

describe('parseCommandLine', () => {
  it('takes the running Node.js and no data by default', () => {
    expect(parse()).toEqual({
      out: undefined,
      node: process.execPath,
      vulkan: [],
      data: [],
      dataFrom: undefined,
      archive: 'auto',
    });
  });

  it('takes several data sets and libraries', () => {
    const argv = ['--data', 'a', 'b', '--data-from', 'c', '--archive', 'gz', '--vulkan', 'd', 'e.deb'];
    expect(parse(...argv)).toMatchObject({
      data: ['a', 'b'],
      vulkan: ['d', 'e.deb'],
      dataFrom: 'c',
      archive: 'gz',
    });
  });

  it('writes help', () => {
    let help = '';
    expect(parseCommandLine(['--help'], (text) => (help += text))).toBeUndefined();
    expect(help).toContain('--vulkan <paths...>');
  });
});

describe('run', () => {
  it.each([
    [['--archive', 'zip'], /^pack: option '--archive <kind>' argument 'zip' is invalid\. .*\n$/],
    [['--out', ''], /^pack: option '--out <folder>' argument '' is invalid\. Expected a path\.\n$/],
    [['folder'], /^pack: too many arguments\. .*\n$/],
  ])('refuses %j in one sentence', async (argv, sentence) => {
    let error = '';
    const host = {
      root: '/',
      debug: false,
      print: () => undefined,
      printError: (text: string) => void (error += text),
    };
    expect(await run(argv, host)).toBe(2);
    expect(error).toMatch(sentence);
  });
});
