import * as tf from '@tensorflow/tfjs';
import type { Phase } from '../trainer.js';
import { type MatrixProduct, productOf } from './matrix-product.js';

/** One call of a kernel of the active backend. */
export interface KernelCall {
  readonly kernel: string;
  readonly phase: Phase;
  /** Own time: kernels called inside count for themselves. */
  readonly ms: number;
  /** For matrix products only. */
  readonly product: MatrixProduct | undefined;
}

/** Wall time of one phase, kernels and everything between them. */
export interface PhaseTime {
  readonly phase: Phase;
  readonly ms: number;
}

export interface Profile {
  readonly calls: readonly KernelCall[];
  readonly phases: readonly PhaseTime[];
}

/**
 * Times every kernel of the active backend while `body` runs, by registering a timed version of each in its place.
 * Times are only meaningful on engines whose kernels compute at once (all that run on the processor).
 *
 * @param body is given the function to call when a phase begins
 * @param now the time in milliseconds
 */
export async function recordKernels(
  body: (onPhase: (phase: Phase) => void) => Promise<void>,
  now: () => number = () => performance.now(),
): Promise<Profile> {
  const calls: KernelCall[] = [];
  const phases: PhaseTime[] = [];
  let phase: Phase = 'forward';
  let since = now();
  const endPhase = (): void => {
    const end = now();
    phases.push({ phase, ms: end - since });
    since = end;
  };
  const restore = replaceKernels(now, (call) => calls.push({ ...call, phase }));
  try {
    since = now();
    await body((next) => {
      if (next === phase) return;
      endPhase();
      phase = next;
    });
    endPhase();
  } finally {
    restore();
  }
  return { calls, phases };
}

/** Puts a timed version in the place of every kernel; returns what undoes it. */
function replaceKernels(now: () => number, onCall: (call: Omit<KernelCall, 'phase'>) => void): () => void {
  const kernels = tf.getKernelsForBackend(tf.getBackend());
  /** Time spent in kernels called from the kernel on this level. */
  const inner: number[] = [];
  const timed = (config: tf.KernelConfig): tf.KernelConfig => ({
    ...config,
    kernelFunc(params) {
      inner.push(0);
      const start = now();
      try {
        return config.kernelFunc(params);
      } finally {
        const ms = now() - start;
        const own = ms - (inner.pop() ?? 0);
        const outer = inner.length - 1;
        if (outer >= 0) inner[outer] = (inner[outer] ?? 0) + ms;
        onCall({ kernel: config.kernelName, ms: own, product: productOf(config.kernelName, params) });
      }
    },
  });
  const register = (configs: readonly tf.KernelConfig[]): void => {
    for (const config of configs) {
      tf.unregisterKernel(config.kernelName, config.backendName);
      tf.registerKernel(config);
    }
  };
  register(kernels.map(timed));
  return () => {
    register(kernels);
  };
}
