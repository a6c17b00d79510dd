/** Prints the path of the BLAS that the backend finds on this system, or 'none': an input of the cached check. */
import { tsImport } from 'tsx/esm/api';

const { findBlas } = await tsImport('../src/blas/find-blas.ts', import.meta.url);
const { LinearMemory } = await tsImport('../src/linear-memory.ts', import.meta.url);

const memory = new LinearMemory();
// Nothing but products is computed, so the kernels are not asked for.
const { blas } = findBlas('auto', { memory, kernels: {}, scratch: 0 });
process.stdout.write(`${blas?.path ?? 'none'}\n`);
