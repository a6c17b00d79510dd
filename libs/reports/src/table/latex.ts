import { type Cell, type Table } from './table.js';

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
  const row = (cells: readonly Cell[]): string => `    ${cells.map(latexCell).join(' & ')} \\\\`;
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

/** Links need the package hyperref. */
function latexCell(cell: Cell): string {
  if (typeof cell === 'string') return escape(cell);
  return cell
    .map(({ text, href }) => `\\href{${href.replace(/[%#\\{}]/gu, '\\$&')}}{${escape(text)}}`)
    .join(', ');
}

function escape(text: string): string {
  return text
    .replace(/\s+/gu, ' ')
    .replace(/[\\~^<>|→±αΔ]|[&%$#_{}]/gu, (character) => SPECIAL.get(character) ?? `\\${character}`);
}
