import { buildReport, tableFormat, type CollectedRun, type ReportSource } from '@rdrop/reports';

/** Between these two lines a Markdown file holds what `readmeSection` writes. */
export const SECTION_START = '<!-- results: written by `npx rdrop results results --readme README.md` -->';
export const SECTION_END = '<!-- end of results -->';

/**
 * The results section of the README: the answer and the table of trainings with and without R-Drop. Every number in it comes
 * from a record.
 */
export function readmeSection(source: ReportSource, linkTo: (run: CollectedRun) => string): string {
  const { summary } = buildReport(source, linkTo);
  const table = tableFormat('markdown').write(summary.table);
  const body = table.slice(table.indexOf('\n\n') + 2); // the section has a heading of its own
  return [
    SECTION_START,
    '<!-- prettier-ignore-start -->',
    summary.text,
    body.trimEnd(),
    '<!-- prettier-ignore-end -->',
    SECTION_END,
  ].join('\n\n');
}

/**
 * The text of a file with its results section replaced.
 *
 * @throws RangeError for a file without the two lines
 */
export function withSection(text: string, section: string, file: string): string {
  const [start, end] = [text.indexOf(SECTION_START), text.indexOf(SECTION_END)];
  if (start < 0 || end < start) {
    throw new RangeError(`${file}: expected the lines '${SECTION_START}' and '${SECTION_END}' in it`);
  }
  return text.slice(0, start) + section + text.slice(end + SECTION_END.length);
}
