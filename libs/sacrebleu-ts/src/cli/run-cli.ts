import { bleuMetric } from '../bleu/bleu-metric.js';
import { chrfMetric } from '../chrf/chrf-metric.js';
import type { Metric } from '../metric.js';
import type { NamedSystem } from '../resampling/paired-test.js';
import { terMetric } from '../ter/ter-metric.js';
import { warnOfTokenisedInput } from '../tokenised-input.js';
import { VERSION } from '../version.js';
import type { CliHost } from './host.js';
import { USAGE } from './option-table.js';
import { readReferences, readSystems } from './read-segments.js';
import { parseRequest, type CliRequest, type MetricName } from './request.js';
import { sentenceReport, singleReport } from './single-report.js';
import { pairedReport, tableReport } from './systems-report.js';

/** Runs the command line; gives the exit status: 0, or 1 after one sentence on what is wrong. */
export async function runCli(args: readonly string[], host: CliHost): Promise<number> {
  try {
    const request = parseRequest(args, host.environment);
    if (request.help) host.print(USAGE);
    else if (request.version) host.print(`${VERSION}\n`);
    else host.print(`${await report(request, host)}\n`);
    return 0;
  } catch (error) {
    host.printError(`sacrebleu-ts: ${error instanceof Error ? error.message : String(error)}\n`);
    return 1;
  }
}

async function report(request: CliRequest, host: CliHost): Promise<string> {
  const { paired, confidence, sentenceLevel } = request;
  // Tables of paired tests keep the order asked for; everything else is sorted, as in sacreBLEU.
  const names = paired === undefined ? request.metrics.toSorted() : request.metrics;
  const metrics = names.map((name) => metricOf(name, request));
  const references = await readReferences(request, host);
  const systems = await readSystems(request, host);
  const [first, ...others] = systems;
  if (first === undefined) throw new RangeError('--input: expected at least one file, got none');
  checkLengths(systems, references);
  if (names.includes('bleu') && !request.force) warn(systems, host);
  if (others.length > 0 && (sentenceLevel || confidence !== undefined)) {
    const option = sentenceLevel ? '--sentence-level' : '--confidence';
    throw new RangeError(
      `${option}: expected one system, got ${systems.length}; compare several by a paired test`,
    );
  }
  if (paired !== undefined) return pairedReport(metrics, systems, references, request);
  if (others.length > 0) return tableReport(metrics, systems, references, request);
  const [metric] = metrics;
  if (sentenceLevel && metric !== undefined)
    return sentenceReport(metric, first.hypotheses, references, request);
  return singleReport(metrics, first.hypotheses, references, request);
}

function metricOf(name: MetricName, { bleu, chrf, ter }: CliRequest): Metric {
  if (name === 'bleu') return bleuMetric(bleu);
  return name === 'chrf' ? chrfMetric(chrf) : terMetric(ter);
}

function checkLengths(systems: readonly NamedSystem[], references: readonly (readonly string[])[]): void {
  for (const { name, hypotheses } of systems) {
    for (const [index, set] of references.entries()) {
      if (hypotheses.length === 0) throw new RangeError(`${name}: expected at least one line, got none`);
      if (set.length !== hypotheses.length) {
        throw new RangeError(
          `${name}: expected as many lines as reference ${index + 1} has (${set.length}), got ${hypotheses.length}`,
        );
      }
    }
  }
}

function warn(systems: readonly NamedSystem[], host: CliHost): void {
  for (const { hypotheses } of systems) {
    const message = warnOfTokenisedInput(hypotheses);
    if (message !== undefined) host.printError(`sacrebleu-ts: warning: ${message}\n`);
  }
}
