import { type HostTensor, sizeOf } from '@rdrop/ops';
import * as tf from '@tensorflow/tfjs';
import type { PoolEntry } from '../dispatch/buffer-pool.js';
import { uploadValues } from '../upload-values.js';
import type { RDropWebGpuBackend } from '../webgpu-backend.js';

const SMALLEST = 256; // bytes

const typeOf = (values: HostTensor['values']) => (values instanceof Int32Array ? 'int32' : 'float32');

/** Buffers that the host writes before every step: by name, and by size to a power of two, so that shapes share them. */
export class StepInputs {
  private readonly entries = new Map<string, PoolEntry>();
  private readonly all = new Set<PoolEntry>();

  constructor(
    private readonly backend: RDropWebGpuBackend,
    private readonly usage: number,
  ) {}

  has(entry: PoolEntry): boolean {
    return this.all.has(entry);
  }

  /** Writes the values of the step that is submitted next. All steps before it have been submitted. */
  write(inputs: Readonly<Record<string, HostTensor>>): void {
    for (const [name, { values, shape }] of Object.entries(inputs)) {
      if (values.length !== sizeOf([...shape])) {
        throw new Error(
          `step: expected the values of input '${name}' [${shape.join(', ')}], got ${values.length} of them`,
        );
      }
      if (values.length === 0) continue;
      const { buffer, byteOffset, byteLength } = uploadValues(values, typeOf(values));
      const { queue } = this.backend.device;
      queue.writeBuffer(this.entry(name, byteLength).buffer, 0, buffer, byteOffset, byteLength);
    }
  }

  /** Tensors of what was written; the caller disposes of them. */
  tensors(inputs: Readonly<Record<string, HostTensor>>): Record<string, tf.Tensor> {
    const made = Object.entries(inputs).map(([name, { values, shape }]): [string, tf.Tensor] => {
      const dtype = typeOf(values);
      if (values.length === 0) return [name, tf.tensor(values, [...shape], dtype)];
      const info = this.backend.borrow(this.entry(name, values.byteLength), shape, dtype);
      return [name, tf.engine().makeTensorFromTensorInfo(info)];
    });
    return Object.fromEntries(made);
  }

  dispose(): void {
    for (const entry of this.all) this.backend.pool.release(entry);
    this.entries.clear();
    this.all.clear();
  }

  private entry(name: string, bytes: number): PoolEntry {
    const size = Math.max(SMALLEST, 2 ** Math.ceil(Math.log2(bytes)));
    const key = `${name} ${size}`;
    let entry = this.entries.get(key);
    if (entry === undefined) {
      entry = this.backend.pool.acquire(size, this.usage, this.backend.submission.serial);
      this.entries.set(key, entry);
      this.all.add(entry);
    }
    return entry;
  }
}
