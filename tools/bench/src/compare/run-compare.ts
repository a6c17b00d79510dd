import { collectEnvironment } from '@rdrop/training';
import type { CompareRequest } from '../command-line.js';
import { BenchError } from '../errors.js';
import { type OwnProgram, ownProgram } from '../own-program.js';
import type { TaskName } from '../sizes.js';
import { peerRecord, type PeerRecord, stepRecord, type StepRecord } from '../step-record.js';
import { oursCommand, peerCommand } from './commands.js';
import { type ComparisonRow, comparisonRows, type Pair } from './comparison.js';
import { readRecord } from './read-record.js';
import { type ComparisonReport, reportJson, reportMarkdown } from './report.js';
import { runChild, type RunChild } from './run-child.js';
import { writeReport } from '../write-report.js';

/** What a comparison needs of the world. */
export interface CompareHost {
  readonly print: (text: string) => void;
  readonly printError: (text: string) => void;
  /** How children are run; replaced in tests. */
  readonly runChild?: RunChild;
}

/**
 * Runs our command and the peer in turn and writes the report: to files, as far as it has come after every task, or
 * Markdown to standard output at the end.
 */
export async function runCompare(request: CompareRequest, host: CompareHost): Promise<void> {
  const { out } = request;
  let last = '';
  for await (const report of compare(request, host)) {
    last = reportMarkdown(report);
    if (out !== undefined) await writeReport(out, { md: last, json: reportJson(report) });
  }
  if (out === undefined) host.print(last);
}

/** All pairs of one task after the other. A B A B: whatever slows the machine for a while slows both. */
async function* compare(request: CompareRequest, host: CompareHost): AsyncGenerator<ComparisonReport> {
  const own = ownProgram(request.node ?? process.execPath);
  const finished: FinishedTask[] = [];
  for (const task of request.tasks) {
    const turns = new TaskTurns(request, task, own);
    const pairs: Pair[] = [];
    for (let pair = 1; pair <= request.pairs; pair++) {
      const made = await turns.run(host);
      pairs.push(made);
      host.printError(`${task} ${pair}/${request.pairs}: ${pairLine(made)}\n`);
    }
    finished.push({ commands: turns.shownCommands(), rows: comparisonRows(task, pairs), pairs });
    yield await reportOf(finished);
  }
}

interface FinishedTask {
  readonly commands: readonly string[];
  readonly rows: readonly ComparisonRow[];
  readonly pairs: readonly Pair[];
}

async function reportOf(tasks: readonly FinishedTask[]): Promise<ComparisonReport> {
  const pairs = tasks.flatMap((task) => task.pairs);
  const [first] = pairs;
  const [ours] = first?.ours.values() ?? [];
  if (first === undefined || ours === undefined) throw new BenchError('compare: expected at least one pair');
  const { cpu, cores, memoryBytes, platform, gitCommit, gitDirty } = await collectEnvironment();
  return {
    date: new Date().toISOString(),
    machine: { cpu, cores, memoryBytes, platform, gitCommit, gitDirty },
    ours: { engine: ours.engine, versions: ours.versions },
    peer: { engine: first.peer.engine },
    commands: tasks.flatMap(({ commands }) => commands),
    rows: tasks.flatMap(({ rows }) => rows),
    runs: pairs.flatMap(({ ours: variants, peer }): (StepRecord | PeerRecord)[] => [
      ...variants.values(),
      peer,
    ]),
  };
}

/** The children of one task: ours with every choice of BLAS, then the peer. */
class TaskTurns {
  constructor(
    private readonly request: CompareRequest,
    readonly task: TaskName,
    private readonly own: OwnProgram,
  ) {}

  async run({ runChild: start = runChild }: CompareHost): Promise<Pair> {
    const ours = new Map<string, StepRecord>();
    for (const blas of this.request.blas) {
      const { words, shown } = oursCommand(this.request, this.task, blas, this.own);
      ours.set(blas, readRecord(await start(words), stepRecord, shown));
    }
    const { words, shown } = peerCommand(this.request, this.task);
    return { ours, peer: readRecord(await start(words), peerRecord, shown) };
  }

  shownCommands(): string[] {
    const ours = this.request.blas.map((blas) => oursCommand(this.request, this.task, blas, this.own));
    return [...ours, peerCommand(this.request, this.task)].map(({ shown }) => shown);
  }
}

function pairLine({ ours, peer }: Pair): string {
  const own = [...ours].map(([blas, record]) => `ours (blas ${blas}) ${record.step_ms} ms`);
  return [...own, `peer ${peer.step_ms} ms`].join(', ');
}
