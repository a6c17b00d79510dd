import * as tf from '@tensorflow/tfjs';
import type { KernelsRequest } from '../command-line.js';
import { startBenchEngine } from '../engine.js';
import { textTable } from '../text-table.js';
import { checkKernels } from './check-kernels.js';
import { deviceFacts } from './device-facts.js';
import { KERNEL_COLUMNS, kernelRow, type KernelsReport } from './kernels-report.js';

interface Streams {
  readonly print: (text: string) => void;
  readonly printError: (text: string) => void;
}

/**
 * Holds the fused kernels of an engine to the references, which another engine computes. Prints one line of JSON; a table
 * goes to the other stream.
 */
export async function runKernels({ engine: name, gpu }: KernelsRequest, streams: Streams): Promise<void> {
  const reference = name === 'simd' ? 'cpu' : 'simd';
  if (reference === 'simd') await startBenchEngine('simd', { blas: 'off' });
  const engine = await startBenchEngine(name, { blas: 'off', gpu });
  const facts = deviceFacts();
  const kernels = await checkKernels({ tried: tf.getBackend(), reference });
  const { device, versions, notes } = engine;
  const report: KernelsReport = {
    ...{ engine: engine.name, device, versions: { ...versions }, notes: [...notes] },
    ...{ features: [...facts.features], limits: { ...facts.limits }, kernels },
  };
  streams.print(`${JSON.stringify(report)}\n`);
  streams.printError(textTable(KERNEL_COLUMNS, kernels.map(kernelRow)));
}
