/** A column of a table; numbers stand at the right edge. */
export interface Column {
  readonly title: string;
  readonly align: 'left' | 'right';
}

export type Row = readonly string[];

/** Columns by title; `left` ones first. */
export function columns(left: readonly string[], right: readonly string[]): Column[] {
  return [
    ...left.map((title): Column => ({ title, align: 'left' })),
    ...right.map((title): Column => ({ title, align: 'right' })),
  ];
}

/** Lines of a table for a terminal, columns two spaces apart. */
export function textTable(head: readonly Column[], rows: readonly Row[]): string {
  const widths = head.map(({ title }, at) =>
    Math.max(title.length, ...rows.map((row) => (row[at] ?? '').length)),
  );
  const line = (row: Row): string =>
    head
      .map(({ align }, at) => {
        const cell = row[at] ?? '';
        const width = widths[at] ?? 0;
        return align === 'left' ? cell.padEnd(width) : cell.padStart(width);
      })
      .join('  ')
      .trimEnd();
  return [head.map(({ title }) => title), ...rows].map((row) => `${line(row)}\n`).join('');
}

/** The same as a Markdown table. */
export function markdownTable(head: readonly Column[], rows: readonly Row[]): string {
  const line = (row: Row): string => `| ${row.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |\n`;
  const rule = head.map(({ align }) => (align === 'left' ? '---' : '---:'));
  return [head.map(({ title }) => title), rule, ...rows].map(line).join('');
}
