import type { DeviceHealth } from '../device/device-health.js';
import type { CopyCommand } from '../dispatch/submission.js';

/** Numbers of a step at most. */
const MOST_NUMBERS = 1024;
/** Steps that may be under way: enough to keep the device busy, few enough that the host learns soon what went wrong. */
const SLOTS = 4;

interface Slot {
  readonly buffer: GPUBuffer;
  /** Settles when the slot can be used again. */
  free: Promise<unknown>;
}

/** Where the numbers that steps report come to the host, some steps later, without anybody waiting. */
export class StagingRing {
  private readonly slots: Slot[];
  private next = 0;

  constructor(
    device: GPUDevice,
    private readonly health: DeviceHealth,
  ) {
    const usage = GPUBufferUsage.COPY_DST | GPUBufferUsage.MAP_READ;
    this.slots = Array.from({ length: SLOTS }, () => ({
      buffer: device.createBuffer({ label: 'step results', size: 4 * MOST_NUMBERS, usage }),
      free: Promise.resolve(),
    }));
  }

  /** The slot that was used longest ago, when it has been read. */
  async take(): Promise<Slot> {
    const slot = this.slots[this.next % this.slots.length];
    if (slot === undefined) throw new Error('webgpu: expected a staging buffer');
    this.next += 1;
    await slot.free;
    return slot;
  }

  /** Copies scalars into a slot, in their order. */
  copies({ buffer }: Slot, scalars: readonly GPUBuffer[]): CopyCommand[] {
    if (scalars.length > MOST_NUMBERS) {
      throw new Error(`step: expected at most ${MOST_NUMBERS} results, got ${scalars.length}`);
    }
    return scalars.map((from, i) => ({ kind: 'copy', from, to: buffer, bytes: 4, at: 4 * i }));
  }

  /** The slot's numbers, after the copies were submitted. */
  read(slot: Slot, count: number): Promise<Float32Array> {
    const values = this.map(slot.buffer, count);
    slot.free = values.catch(() => undefined); // whoever reads is told
    return values;
  }

  dispose(): void {
    for (const { buffer, free } of this.slots) void free.then(() => buffer.destroy());
  }

  private async map(buffer: GPUBuffer, count: number): Promise<Float32Array> {
    try {
      await buffer.mapAsync(GPUMapMode.READ);
    } catch (error) {
      await this.health.settle(); // which knows why
      throw error;
    }
    const values = new Float32Array(buffer.getMappedRange().slice(0, 4 * count));
    buffer.unmap();
    await this.health.settle();
    return values;
  }
}
