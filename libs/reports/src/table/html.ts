import { cellText, type Cell, type Table } from './table.js';

/** Writes a table in HTML: caption, a header for every column and for every row, notes as a list. */
export function toHtml(table: Table): string {
  const classOf = (index: number): string =>
    table.columns[index]?.align === 'right' ? ' class="number"' : '';
  const head = table.columns
    .map(({ header }, index) => `<th scope="col"${classOf(index)}>${escapeHtml(header)}</th>`)
    .join('');
  const rows = table.rows.map((row) => {
    const cells = row.map((cell, index) =>
      index === 0 ? `<th scope="row">${cellHtml(cell)}</th>` : `<td${classOf(index)}>${cellHtml(cell)}</td>`,
    );
    return `<tr>${cells.join('')}</tr>`;
  });
  const notes = table.notes.map((note) => `<li>${escapeHtml(note)}</li>`).join('');
  return [
    `<div class="table" role="region" aria-label="${escapeHtml(table.title)}" tabindex="0">`,
    '<table>',
    `<caption>${escapeHtml(table.title)}</caption>`,
    `<thead><tr>${head}</tr></thead>`,
    '<tbody>',
    ...rows,
    '</tbody>',
    '</table>',
    '</div>',
    ...(notes === '' ? [] : [`<ul class="notes">${notes}</ul>`]),
    '',
  ].join('\n');
}

/** Text as HTML shows it, in elements and in quoted attributes; control characters are left out. */
export function escapeHtml(text: string): string {
  return text
    .replace(/[^\P{Cc}\n\t]/gu, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

function cellHtml(cell: Cell): string {
  if (typeof cell === 'string') return escapeHtml(cellText(cell));
  return cell.map(({ text, href }) => `<a href="${escapeHtml(href)}">${escapeHtml(text)}</a>`).join(', ');
}
