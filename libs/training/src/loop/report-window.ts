import * as tf from '@tensorflow/tfjs';
import type { WindowState } from '../checkpoints/training-state.js';
import type { BatchLoss } from './task.js';

/**
 * Sums of loss and parts since the last report. They stay on the device: adding costs one small operation per sum, and
 * nothing waits for the device until {@link read}.
 */
export class ReportWindow {
  private readonly sums = new Map<string, tf.Scalar>();
  private count = 0;
  private updatesMade = 0;

  /** Adds a batch; the tensors stay the caller's. */
  add({ loss, parts, count }: BatchLoss): void {
    this.accumulate(LOSS, loss);
    for (const [name, part] of Object.entries(parts)) this.accumulate(partKey(name), part);
    this.count += count;
  }

  endUpdate(): void {
    this.updatesMade += 1;
  }

  get updates(): number {
    return this.updatesMade;
  }

  /** Waits for the device and returns the sums, in one transfer. */
  async read(): Promise<WindowState> {
    const names = [...this.sums.keys()];
    const stacked = names.length === 0 ? undefined : tf.tidy(() => tf.stack([...this.sums.values()]));
    // Copied before the tensor goes: an engine may hand out a view of its own memory.
    const values = Float32Array.from((await stacked?.data()) ?? []);
    stacked?.dispose();
    const sums = names.map((name, at): [string, number] => [name, values[at] ?? Number.NaN]);
    return {
      loss: sums.find(([name]) => name === LOSS)?.[1] ?? 0,
      parts: Object.fromEntries(
        sums.filter(([name]) => name !== LOSS).map(([name, sum]) => [name.slice(PART.length), sum]),
      ),
      count: this.count,
      updates: this.updatesMade,
    };
  }

  reset(): void {
    for (const sum of this.sums.values()) sum.dispose();
    this.sums.clear();
    this.count = 0;
    this.updatesMade = 0;
  }

  /** The sums are float32 on the device, so numbers read from there come back as the same bits. */
  restore(state: WindowState): void {
    this.reset();
    if (state.updates > 0) {
      this.sums.set(LOSS, tf.keep(tf.scalar(state.loss)));
      for (const [name, sum] of Object.entries(state.parts))
        this.sums.set(partKey(name), tf.keep(tf.scalar(sum)));
    }
    this.count = state.count;
    this.updatesMade = state.updates;
  }

  private accumulate(name: string, value: tf.Scalar): void {
    const sum = this.sums.get(name);
    this.sums.set(name, tf.keep(sum === undefined ? value.clone() : tf.add<tf.Scalar>(sum, value)));
    sum?.dispose();
  }
}

const LOSS = 'loss';
const PART = 'part:';
const partKey = (name: string): string => PART + name;
