import { availableParallelism, cpus } from 'node:os';

export function coreCount(): number {
  return availableParallelism();
}

/** Model and cores: `AMD EPYC, 2 cores`. */
export function processorName(): string {
  const cores = coreCount();
  const model = cpus()[0]?.model.trim().replaceAll(/\s+/g, ' ');
  return `${model === undefined || model === '' ? process.arch : model}, ${cores} ${cores === 1 ? 'core' : 'cores'}`;
}
