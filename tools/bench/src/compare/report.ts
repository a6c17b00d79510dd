import type { Environment } from '@rdrop/training';
import type { PeerRecord, StepRecord } from '../step-record.js';
import { columns, markdownTable, type Row } from '../text-table.js';
import type { ComparisonRow } from './comparison.js';
import { withoutFolders } from '../without-folders.js';

/** Everything a reader needs to judge a comparison, and to make it again. */
export interface ComparisonReport {
  readonly date: string;
  readonly machine: Pick<
    Environment,
    'cpu' | 'cores' | 'memoryBytes' | 'platform' | 'gitCommit' | 'gitDirty'
  >;
  /** Engines as they call themselves, and versions of what counts. */
  readonly ours: { readonly engine: string; readonly versions: Readonly<Record<string, string>> };
  readonly peer: { readonly engine: string };
  /** Of one turn of every task; a comparison runs them in this order, again and again. */
  readonly commands: readonly string[];
  readonly rows: readonly ComparisonRow[];
  /** Every single run, in the order of time. */
  readonly runs: readonly (StepRecord | PeerRecord)[];
}

/** JSON of the report, without anybody's folders. */
export function reportJson(report: ComparisonReport): string {
  const text = JSON.stringify(
    report,
    (_, value: unknown) => (typeof value === 'string' ? withoutFolders(value) : value),
    2,
  );
  return `${text}\n`;
}

const TABLE = columns(
  ['task', 'BLAS'],
  ['ours ms', 'peer ms', 'peer / ours', 'range', 'ours MiB', 'peer MiB', 'ours / peer'],
);

function tableRow(row: ComparisonRow): Row {
  const { speedRange } = row;
  return [
    row.task,
    row.usedBlas,
    row.oursMs.toFixed(1),
    row.peerMs.toFixed(1),
    `${row.speedRatio.toFixed(2)}x`,
    `${speedRange[0].toFixed(2)}-${speedRange[1].toFixed(2)}`,
    row.oursMib.toFixed(0),
    row.peerMib.toFixed(0),
    `${row.memoryRatio.toFixed(2)}x`,
  ];
}

/** Says it where ours did less than the peer. */
function unreadPositions(rows: readonly ComparisonRow[]): string[] {
  const tasks = [...new Set(rows.filter((row) => !row.allPositions).map(({ task }) => task))];
  if (tasks.length === 0) return [];
  return [
    `${tasks.join(', ')}: ours computes the last layer at position 0 alone, where the head reads; the peer computes every`,
    'position, and so does ours with --all-positions.',
  ];
}

/** Markdown of the report: the table, what it was measured with, the commands. */
export function reportMarkdown(report: ComparisonReport): string {
  const { machine, ours, peer, rows } = report;
  const versions = Object.entries(ours.versions).map(([name, version]) => `${name} ${version}`);
  const threads = [...new Set(rows.map((row) => row.threads))].join(', ');
  const pairs = [...new Set(rows.map((row) => row.pairs))].join(', ');
  const commit =
    machine.gitCommit === null
      ? []
      : [`- Commit ${machine.gitCommit}${machine.gitDirty === true ? ', with changes' : ''}`];
  const lines = [
    markdownTable(TABLE, rows.map(tableRow)),
    `Medians of runs made in turn, of each: ${pairs}. peer / ours: above 1, ours is faster; the range is that of the single`,
    'pairs. Memory is the peak resident size of the whole process; ours / peer: below 1, ours needs less.',
    ...unreadPositions(rows),
    '',
    `- Ours: ${ours.engine} (${versions.join(', ')}), threads: ${threads}`,
    `- Peer: ${peer.engine}`,
    `- ${machine.cpu}, ${machine.cores} cores, ${(machine.memoryBytes / 2 ** 30).toFixed(1)} GiB, ${machine.platform}`,
    `- ${report.date}`,
    ...commit,
    '',
    '```sh',
    ...report.commands,
    '```',
    '',
  ];
  return withoutFolders(lines.join('\n'));
}
