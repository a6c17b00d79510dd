/** A thread of the CPU engine: an instance of the kernels over the shared memory, running slices until the process ends. */
import { parentPort, workerData } from 'node:worker_threads';
import { noBlas, openBlas } from './blas.mjs';
import { CLAIM, controlViews, runSlices, SLEEPING } from './slices.mjs';

/** How long a thread looks for work before it sleeps: longer than the gap between two operations of a training step. */
const SPIN_MILLISECONDS = 0.3;

function kernelsOf({ module, memory, names, work, wide, blas }) {
  const library = blas === undefined ? undefined : openBlas(blas, memory);
  const { exports } = new WebAssembly.Instance(module, { env: { memory, sgemm: library?.sgemm ?? noBlas } });
  exports.initThread(work, wide ? 1 : 0);
  const kernels = names.map((name) => exports[name]);
  if (library !== undefined) kernels.push(library.product(exports.finishBlock));
  return kernels;
}

/** Returns when the claim word differs from `seen`; sleeps after a while. */
function awaitChange({ words }, seen) {
  const end = performance.now() + SPIN_MILLISECONDS;
  for (let i = 1; Atomics.load(words, CLAIM) === seen; i++) {
    if (i % 64 !== 0 || performance.now() < end) continue;
    Atomics.add(words, SLEEPING, 1);
    Atomics.wait(words, CLAIM, seen);
    Atomics.sub(words, SLEEPING, 1);
  }
}

const control = controlViews(workerData.control);
const kernels = kernelsOf(workerData);
parentPort.postMessage('ready');
for (;;) {
  const seen = runSlices(control, kernels, workerData.thread);
  awaitChange(control, seen);
}
