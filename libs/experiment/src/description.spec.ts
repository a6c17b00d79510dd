import { describe, expect, it } from 'vitest';
import { learningRateSection, memorySection, parameterSection, renderDescription } from './description.js';
import { formatBytes, formatNumber } from './format.js';

describe('renderDescription', () => {
  it('aligns rows and tables, with totals', () => {
    const text = renderDescription({
      sections: [
        {
          title: 'data',
          rows: [
            ['pairs', 160239],
            ['lower case', true],
            ['limit', null],
          ],
          notes: ['From a local folder.'],
        },
        parameterSection([
          { part: 'encoder', parameters: 1_000_000 },
          { part: 'decoder', parameters: 24 },
        ]),
        learningRateSection(
          (update) => 5e-4 * Math.min(update / 4000, Math.sqrt(4000 / update)),
          [1, 4000, 16000],
        ),
        memorySection([
          { use: 'weights', bytes: 3 * 2 ** 20 },
          { use: 'optimizer', bytes: 2 ** 30 },
        ]),
      ],
    });
    expect(text).toBe(
      [
        'data',
        '  pairs       160,239',
        '  lower case  yes',
        '  limit       -',
        '  From a local folder.',
        '',
        'parameters',
        '  part     parameters  float32',
        '  encoder   1,000,000  3.81 MiB',
        '  decoder          24  96 B',
        '  total     1,000,024  3.81 MiB',
        '',
        'learning rate',
        '  update     rate',
        '       1  1.25e-7',
        '   4,000   0.0005',
        '  16,000  0.00025',
        '',
        'memory estimate',
        '  weights    3.00 MiB',
        '  optimizer  1.00 GiB',
        '  total      1.00 GiB',
        '',
      ].join('\n'),
    );
  });

  it('prints a table without rows as its heading', () => {
    expect(renderDescription({ sections: [{ title: 't', table: { columns: ['a', 'bc'], rows: [] } }] })).toBe(
      't\n  a  bc\n',
    );
  });
});

describe('format', () => {
  it.each([
    [0, '0 B'],
    [1023, '1023 B'],
    [1024, '1.00 KiB'],
    [31_326_208, '29.9 MiB'],
    [500 * 2 ** 20, '500 MiB'],
    [1.46 * 2 ** 30, '1.46 GiB'],
    [3 * 2 ** 50, '3072 TiB'],
  ])('%d bytes', (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text);
  });

  it.each([
    [7_831_552, '7,831,552'],
    [-12, '-12'],
    [0.1 + 0.2, '0.3'],
    [1.25e-7, '1.25e-7'],
    [1e21, '1e+21'],
    [Number.NaN, 'NaN'],
  ])('number %d', (value, text) => {
    expect(formatNumber(value)).toBe(text);
  });
});
