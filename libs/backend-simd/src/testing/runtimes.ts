import { Launcher } from '../threads/launcher.js';
import type { ThreadPool } from '../threads/thread-pool.js';
import { startRuntime, type RuntimeOptions, type WasmRuntime } from '../wasm-runtime.js';

const open: ThreadPool[] = [];

/** A runtime of the test's own; `closeRuntimes` ends its threads. No BLAS unless asked for. */
export async function testRuntime(options: RuntimeOptions): Promise<WasmRuntime> {
  const runtime = await startRuntime({ blas: 'off', ...options });
  if (runtime.pool !== undefined) open.push(runtime.pool);
  return runtime;
}

/** For `afterEach`. */
export async function closeRuntimes(): Promise<void> {
  await Promise.all(open.splice(0).map((pool) => pool.close()));
}

export function poolOf({ pool }: WasmRuntime): ThreadPool {
  if (pool === undefined) throw new Error('expected a runtime with threads');
  return pool;
}

const PAGE = 65_536;

/** Kernels of one runtime on memory that is handed out piece by piece. */
export class Bench {
  readonly launcher: Launcher;
  private next: number;

  constructor(readonly runtime: WasmRuntime) {
    this.launcher = new Launcher(runtime);
    this.next = runtime.heapStart;
  }

  /** The address of `values`, or of so many uninitialised floats. */
  floats(values: ArrayLike<number> | number): number {
    const length = typeof values === 'number' ? values : values.length;
    const address = this.next;
    this.next = Math.ceil((address + 4 * length) / 64) * 64;
    this.runtime.memory.grow(Math.ceil(this.next / PAGE) * PAGE);
    if (typeof values !== 'number') this.view(address, length).set(values);
    return address;
  }

  /** Gives back what was handed out. */
  reset(): void {
    this.next = this.runtime.heapStart;
  }

  view(address: number, length: number): Float32Array {
    return this.runtime.memory.floats(address, length);
  }
}
