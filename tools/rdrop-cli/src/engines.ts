import { describeEngines, type EngineDescription } from '@rdrop/engine';

const BLAS_HINT =
  'none found (optional; on Debian and Ubuntu: apt install libopenblas0-pthread), products run on our own kernels';

function detailLines({ name, info, reason, choices }: EngineDescription): string[] {
  if (info === undefined) return [`not available: ${reason ?? 'no reason given'}`, ...choices];
  const { blas, ...versions } = info.versions;
  const lines = [
    info.device,
    `${info.threads} ${info.threads === 1 ? 'thread' : 'threads'}`,
    Object.entries(versions)
      .map(([part, version]) => `${part} ${version}`)
      .join(', '),
  ];
  if (name === 'simd') lines.push(`BLAS: ${blas ?? BLAS_HINT}`);
  return [...lines, ...choices.map((choice) => `--gpu ${choice}`), ...info.notes];
}

/** What `rdrop engines` prints of these. */
export function enginesText(engines: readonly EngineDescription[]): string {
  const width = Math.max(...engines.map(({ name }) => name.length)) + 3;
  return engines
    .map((engine) =>
      detailLines(engine)
        .map((line, index) => `${(index === 0 ? engine.name : '').padEnd(width)}${line}\n`)
        .join(''),
    )
    .join('\n');
}

/** The engines of this machine, in words. Starts each in turn. */
export async function engines(): Promise<string> {
  return enginesText(await describeEngines());
}
