import type { NamedSystem } from '../resampling/paired-test.js';
import type { CliHost } from './host.js';
import type { CliRequest } from './request.js';
import { readLines } from './text-files.js';

/**
 * Reads the references: a set from each file, or as many sets as a line has fields.
 *
 * @throws Error or RangeError with one sentence
 */
export async function readReferences(request: CliRequest, host: CliHost): Promise<string[][]> {
  const files: string[][] = [];
  for (const path of request.references) files.push(await readLines(path, request, host));
  const [first = []] = files;
  return request.referencesPerLine === 1 ? files : fieldsOf(first, request.referencesPerLine);
}

/**
 * Reads the systems: one from each file, or from standard input one from each field of a line.
 *
 * @throws Error or RangeError with one sentence
 */
export async function readSystems(request: CliRequest, host: CliHost): Promise<NamedSystem[]> {
  const { inputs, paired } = request;
  if (inputs === undefined) return systemsOf(await readLines(undefined, request, host), paired !== undefined);
  const systems: NamedSystem[] = [];
  for (const name of inputs) {
    const isKnown = systems.some((system) => system.name === name);
    // A list of all systems may hold the baseline again.
    if (isKnown && paired !== undefined && name === inputs[0]) continue;
    if (isKnown) throw new RangeError(`--input: expected different files, got '${name}' twice`);
    systems.push({ name, hypotheses: await readLines(name, request, host) });
  }
  return systems.map((system, index) =>
    index === 0 && paired !== undefined ? { ...system, name: `Baseline: ${system.name}` } : system,
  );
}

function systemsOf(lines: readonly string[], isPaired: boolean): NamedSystem[] {
  const count = (lines[0] ?? '').split('\t').length;
  const columns = Array.from({ length: count }, (): string[] => []);
  for (const [index, line] of lines.entries()) {
    const fields = line.split('\t');
    if (fields.length !== count) {
      throw new RangeError(
        `standard input, line ${index + 1}: expected ${count} fields divided by tabs (as in line 1), got ${fields.length}`,
      );
    }
    for (const [column, field] of fields.entries()) columns[column]?.push(field);
  }
  return columns.map((hypotheses, index) => ({ name: nameOf(index, isPaired), hypotheses }));
}

function nameOf(index: number, isPaired: boolean): string {
  if (!isPaired) return `System ${index + 1}`;
  return index === 0 ? 'Baseline' : `System ${index}`;
}

/** Columns of lines that hold so many fields; the last takes the rest of the line, as in sacreBLEU. */
function fieldsOf(lines: readonly string[], count: number): string[][] {
  const columns = Array.from({ length: count }, (): string[] => []);
  for (const [index, line] of lines.entries()) {
    const fields = line.split('\t');
    if (fields.length < count) {
      throw new RangeError(
        `--num-refs, line ${index + 1}: expected ${count} fields divided by tabs, got ${fields.length}`,
      );
    }
    const kept = [...fields.slice(0, count - 1), fields.slice(count - 1).join('\t')];
    for (const [column, field] of kept.entries()) columns[column]?.push(field);
  }
  return columns;
}
