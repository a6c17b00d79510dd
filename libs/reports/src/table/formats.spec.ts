import { describe, expect, it } from 'vitest';
import { tableFormat } from './formats.js';
import { createTable } from './table.js';

const table = createTable({
  title: 'Results: 100 % of a|b_c',
  columns: [
    { header: 'experiment', align: 'left' },
    { header: 'BLEU, test [a]', align: 'right' },
  ],
  rows: [
    ['de→en|x', '37.25 ± 0.10'],
    ['a "quoted", name_1', '–'],
  ],
  notes: ['[a] multi-bleu|case:mixed'],
});

function written(format: string): string {
  return tableFormat(format).write(table);
}

describe('a table', () => {
  it('in Markdown', () => {
    expect(written('markdown')).toBe(
      [
        '### Results: 100 % of a|b\\_c',
        '',
        '| experiment          | BLEU, test \\[a\\] |',
        '| ------------------- | ---------------: |',
        '| de→en\\|x            |     37.25 ± 0.10 |',
        '| a "quoted", name\\_1 |                – |',
        '',
        '- \\[a\\] multi-bleu|case:mixed',
        '',
      ].join('\n'),
    );
  });

  it('as text', () => {
    expect(written('text')).toBe(
      [
        'Results: 100 % of a|b_c',
        '',
        'experiment          BLEU, test [a]',
        '------------------  --------------',
        'de→en|x               37.25 ± 0.10',
        'a "quoted", name_1               –',
        '  [a] multi-bleu|case:mixed',
        '',
      ].join('\n'),
    );
  });

  it('in CSV', () => {
    expect(written('csv')).toBe(
      'experiment,"BLEU, test [a]"\r\nde→en|x,37.25 ± 0.10\r\n"a ""quoted"", name_1",–\r\n',
    );
  });

  it('in LaTeX', () => {
    expect(written('latex')).toBe(
      [
        '\\begin{table}',
        '  \\centering',
        '  \\caption{Results: 100 \\% of a\\textbar{}b\\_c}',
        '  \\begin{tabular}{lr}',
        '    \\toprule',
        '    experiment & BLEU, test [a] \\\\',
        '    \\midrule',
        '    de$\\rightarrow$en\\textbar{}x & 37.25 $\\pm$ 0.10 \\\\',
        '    a "quoted", name\\_1 & – \\\\',
        '    \\bottomrule',
        '  \\end{tabular}',
        '  \\par\\footnotesize [a] multi-bleu\\textbar{}case:mixed',
        '\\end{table}',
        '',
      ].join('\n'),
    );
  });

  it('in HTML, with a header for every column and row', () => {
    const html = written('html');
    expect(html).toContain('<caption>Results: 100 % of a|b_c</caption>');
    expect(html).toContain('<th scope="col" class="number">BLEU, test [a]</th>');
    expect(html).toContain('<tr><th scope="row">de→en|x</th><td class="number">37.25 ± 0.10</td></tr>');
    expect(html).toContain('<th scope="row">a &quot;quoted&quot;, name_1</th>');
    expect(html).toContain('<li>[a] multi-bleu|case:mixed</li>');
  });

  it('in JSON', () => {
    expect(JSON.parse(written('json'))).toEqual({
      title: table.title,
      columns: ['experiment', 'BLEU, test [a]'],
      rows: table.rows,
      notes: table.notes,
    });
  });

  it('with links where a format has them', () => {
    const cell = [
      { text: 'one|1', href: 'runs/a%20b/record.json' },
      { text: 'two', href: '#two' },
    ];
    const linked = createTable({
      title: 't',
      columns: [{ header: 'h', align: 'left' }],
      rows: [[cell]],
      notes: [],
    });
    const as = (name: string) => tableFormat(name).write(linked);
    expect(as('markdown')).toContain('| [one\\|1](<runs/a%20b/record.json>), [two](<#two>) |');
    expect(as('html')).toContain('<a href="runs/a%20b/record.json">one|1</a>, <a href="#two">two</a>');
    expect(as('csv')).toContain('"one|1, two"');
    expect(as('latex')).toContain('\\href{runs/a\\%20b/record.json}{one\\textbar{}1}');
  });

  it('is not let out of its rows or into the terminal by a name', () => {
    const hostile = createTable({
      title: 't',
      columns: [{ header: 'h', align: 'left' }],
      rows: [['a\nb\u001b[2J<i>']],
      notes: [],
    });
    for (const name of ['markdown', 'text', 'latex'])
      expect(tableFormat(name).write(hostile)).toMatch(/a b/u);
    expect(tableFormat('text').write(hostile)).not.toContain('\u001b');
    expect(tableFormat('markdown').write(hostile)).toContain('| a b');
    expect(tableFormat('markdown').write(hostile)).toContain('\\<i\\>');
    expect(tableFormat('html').write(hostile)).toContain('[2J&lt;i&gt;');
    expect(tableFormat('html').write(hostile)).not.toContain('\u001b');
  });

  it('has as many cells in a row as columns', () => {
    const uneven = { ...table, rows: [['one']] };
    expect(() => createTable(uneven)).toThrow(
      "table 'Results: 100 % of a|b_c': expected 2 cells in row 1, got 1",
    );
  });

  it('is written in known formats only', () => {
    expect(() => tableFormat('pdf')).toThrow(
      "table format: expected one of markdown, text, csv, latex, html, json, got 'pdf'",
    );
  });
});
