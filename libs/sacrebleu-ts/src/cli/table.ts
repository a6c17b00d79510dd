/** A table of text: a header, and rows of cells, a cell being one or more lines. The first column is set flush right. */
export interface Table {
  readonly header: readonly string[];
  readonly rows: readonly (readonly (readonly string[])[])[];
}

/** Added to the widths of headers, as sacreBLEU's tables have it. */
const HEADER_PADDING = 2;

/** Draws a table with box characters. */
export function boxTable({ header, rows }: Table): string {
  const widths = columnWidths({ header, rows });
  const rule = (left: string, line: string, cross: string, right: string): string =>
    left + widths.map((width) => line.repeat(width + 2)).join(cross) + right;
  const line = (cells: readonly string[]): string => `│${padded(cells, widths).join('│')}│`;
  const body = rows.map((cells) => {
    const height = Math.max(...cells.map((cell) => cell.length));
    return Array.from({ length: height }, (_, index) => line(cells.map((cell) => cell[index] ?? ''))).join(
      '\n',
    );
  });
  return [
    rule('╒', '═', '╤', '╕'),
    line(header),
    rule('╞', '═', '╪', '╡'),
    body.join(`\n${rule('├', '─', '┼', '┤')}\n`),
    rule('╘', '═', '╧', '╛'),
  ].join('\n');
}

/** Writes a table for LaTeX's booktabs, the lines of a cell one after the other. */
export function latexTable({ header, rows }: Table): string {
  const single = rows.map((cells) => cells.map((cell) => [cell.join(' ')]));
  const widths = columnWidths({ header, rows: single });
  const line = (cells: readonly string[]): string =>
    `${padded(cells, widths).map(escapeLatex).join('&')}\\\\`;
  return [
    `\\begin{tabular}{r${'c'.repeat(header.length - 1)}}`,
    '\\toprule',
    line(header),
    '\\midrule',
    ...single.map((cells) => line(cells.map((cell) => cell[0] ?? ''))),
    '\\bottomrule',
    '\\end{tabular}',
  ].join('\n');
}

function columnWidths({ header, rows }: Table): number[] {
  return header.map((title, column) =>
    Math.max(
      lengthOf(title) + HEADER_PADDING,
      ...rows.flatMap((cells) => (cells[column] ?? []).map(lengthOf)),
    ),
  );
}

function padded(cells: readonly string[], widths: readonly number[]): string[] {
  return cells.map((cell, column) => {
    const space = (widths[column] ?? 0) - lengthOf(cell);
    const left = column === 0 ? space : Math.floor(space / 2);
    return ` ${' '.repeat(left)}${cell}${' '.repeat(space - left)} `;
  });
}

function lengthOf(text: string): number {
  return [...text].length;
}

const LATEX_WORDS: ReadonlyMap<string, string> = new Map([
  ['~', '\\textasciitilde{}'],
  ['^', '\\^{}'],
  ['\\', '\\textbackslash{}'],
  ['<', '\\ensuremath{<}'],
  ['>', '\\ensuremath{>}'],
]);

function escapeLatex(text: string): string {
  return text.replace(/[&%$#_{}~^\\<>]/gu, (character) => LATEX_WORDS.get(character) ?? `\\${character}`);
}
