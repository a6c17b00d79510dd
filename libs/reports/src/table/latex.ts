import type { Table } from './table.js';

const SPECIAL: ReadonlyMap<string, string> = new Map([
  ['\\', '\\textbackslash{}'],
  ['~', '\\textasciitilde{}'],
  ['^', '\\textasciicircum{}'],
  ['<', '\\textless{}'],
  ['>', '\\textgreater{}'],
  ['|', '\\textbar{}'],
  ['→', '$\\rightarrow$'],
  ['±', '$\\pm$'],
  ['α', '$\\alpha$'],
  ['Δ', '$\\Delta$'],
]);

/** Writes a table as a LaTeX `table` with the `booktabs` rules; notes follow the rows as small text. */
export function toLatex(table: Table): string {
  const alignments = table.columns.map((column) => (column.align === 'right' ? 'r' : 'l')).join('');
  const row = (cells: readonly string[]): string => `    ${cells.map(escape).join(' & ')} \\\\`;
  return [
    '\\begin{table}',
    '  \\centering',
    `  \\caption{${escape(table.title)}}`,
    `  \\begin{tabular}{${alignments}}`,
    '    \\toprule',
    row(table.columns.map((column) => column.header)),
    '    \\midrule',
    ...table.rows.map(row),
    '    \\bottomrule',
    '  \\end{tabular}',
    ...table.notes.map((note) => `  \\par\\footnotesize ${escape(note)}`),
    '\\end{table}',
    '',
  ].join('\n');
}

function escape(text: string): string {
  return text
    .replace(/\s+/gu, ' ')
    .replace(/[\\~^<>|→±αΔ]|[&%$#_{}]/gu, (character) => SPECIAL.get(character) ?? `\\${character}`);
}
