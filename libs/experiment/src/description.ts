import { formatBytes, formatValue } from './format.js';

/** A value as it stands in a description; numbers keep their type in JSON output. */
export type DescriptionValue = string | number | boolean | null;

export interface DescriptionTable {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly DescriptionValue[])[];
}

/** One titled part of a description: name-value rows, then a table, then notes; all optional. */
export interface DescriptionSection {
  readonly title: string;
  readonly rows?: readonly (readonly [name: string, value: DescriptionValue])[];
  readonly table?: DescriptionTable;
  readonly notes?: readonly string[];
}

/** What a run would do, as data: printed aligned for people, or as JSON. */
export interface Description {
  readonly sections: readonly DescriptionSection[];
}

/** Learning rates at chosen updates, from the schedule itself. `learningRate` takes the number of updates done. */
export function learningRateSection(
  learningRate: (update: number) => number,
  updates: readonly number[],
): DescriptionSection {
  return {
    title: 'learning rate',
    table: { columns: ['update', 'rate'], rows: updates.map((update) => [update, learningRate(update)]) },
  };
}

/** Updates at which the learning rate is worth a look: the warm-up's middle and end, and points after it. */
export function scheduleCheckPoints(warmupUpdates: number, maxUpdates: number): number[] {
  const points = [
    0,
    Math.floor(warmupUpdates / 2),
    warmupUpdates,
    4 * warmupUpdates,
    Math.floor(maxUpdates / 3),
    maxUpdates,
  ];
  return [...new Set(points)].filter((update) => update <= maxUpdates).sort((a, b) => a - b);
}

/** Parameters by part of the model, with their total and their share of the memory as float32. */
export function parameterSection(
  parts: readonly { readonly part: string; readonly parameters: number }[],
): DescriptionSection {
  const total = parts.reduce((sum, { parameters }) => sum + parameters, 0);
  const row = (part: string, parameters: number): DescriptionValue[] => [
    part,
    parameters,
    formatBytes(parameters * 4),
  ];
  return {
    title: 'parameters',
    table: {
      columns: ['part', 'parameters', 'float32'],
      rows: [...parts.map(({ part, parameters }) => row(part, parameters)), row('total', total)],
    },
  };
}

/** Memory by purpose (weights, optimizer state, activations, ...) in bytes, with the total, in MiB or GiB. */
export function memorySection(
  uses: readonly { readonly use: string; readonly bytes: number }[],
): DescriptionSection {
  const total = uses.reduce((sum, { bytes }) => sum + bytes, 0);
  return {
    title: 'memory estimate',
    rows: [
      ...uses.map(({ use, bytes }) => [use, formatBytes(bytes)] as const),
      ['total', formatBytes(total)],
    ],
  };
}

/** The description as text: names and columns aligned, numbers to the right. */
export function renderDescription(description: Description): string {
  return description.sections.map(renderSection).join('\n');
}

function renderSection({ title, rows = [], table, notes = [] }: DescriptionSection): string {
  const lines = [title];
  const width = Math.max(0, ...rows.map(([name]) => name.length));
  for (const [name, value] of rows) lines.push(`  ${name.padEnd(width)}  ${formatValue(value)}`);
  if (table !== undefined) lines.push(...renderTable(table).map((line) => `  ${line}`));
  for (const note of notes) lines.push(`  ${note}`);
  return `${lines.join('\n')}\n`;
}

/** A table as aligned lines under its headings; a column of numbers is aligned to the right. */
export function renderTable({ columns, rows }: DescriptionTable): string[] {
  const cells = rows.map((row) => columns.map((_, column) => formatValue(row[column] ?? null)));
  const numeric = columns.map(
    (_, column) => rows.length > 0 && rows.every((row) => typeof row[column] === 'number'),
  );
  const widths = columns.map((heading, column) =>
    Math.max(heading.length, ...cells.map((row) => row[column]?.length ?? 0)),
  );
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) =>
        numeric[column] === true ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd();
  return [line(columns), ...cells.map(line)];
}
