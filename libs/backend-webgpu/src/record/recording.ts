import type { StepDeclaration } from '@rdrop/ops';
import type { PoolEntry } from '../dispatch/buffer-pool.js';
import type { StepSlot } from '../dispatch/step-values.js';
import type { Command, Recorder } from '../dispatch/submission.js';
import type { StepArena } from './arena.js';
import type { Constants } from './constants.js';
import type { StepInputs } from './step-inputs.js';

/** Host values above which a tensor is data: data has to be an input. */
const MOST_CONSTANT_WORDS = 2 ** 16;

/** Commands that are submitted together, with the step values they read. */
export interface Segment {
  readonly commands: readonly Command[];
  readonly slots: readonly StepSlot[];
  readonly words: Uint32Array<ArrayBuffer>;
}

/** Where buffers of a recording come from. */
export interface RecordingBuffers {
  readonly arena: StepArena;
  readonly constants: Constants;
  readonly inputs: StepInputs;
}

/** Everything that a step does on the device, in order, and what it does besides that a plan could not do again. */
export class Recording implements Recorder {
  readonly segments: Segment[] = [];
  /** What the step declared of its numbers. */
  readonly declared: readonly StepDeclaration[];
  /** Buffers that are there before and after the step, and how often each had been taken. */
  readonly externals = new Map<PoolEntry, number>();
  /** Those of them that it writes. */
  readonly written = new Set<PoolEntry>();
  /** The values that it makes. */
  readonly made = new WeakSet<object>();
  /** The buffers of its results. */
  results: { readonly names: readonly string[]; readonly buffers: readonly GPUBuffer[] } = {
    names: [],
    buffers: [],
  };
  private firstProblem: string | undefined;
  private commands: Command[] = [];
  private readonly constantKeys: string[] = [];

  constructor(
    private readonly buffers: RecordingBuffers,
    declared: readonly StepDeclaration[],
  ) {
    this.declared = declared;
  }

  /** Why the step cannot be run again, if so: the end of a sentence. */
  get problem(): string | undefined {
    return this.firstProblem;
  }

  fail(problem: string): void {
    this.firstProblem ??= problem;
  }

  /** A buffer for a tensor of the step. */
  acquire(bytes: number): PoolEntry {
    return this.buffers.arena.acquire(bytes);
  }

  /** A buffer for values of the host, if the tensor with them is one that the step makes, and no other step's. */
  constant(dataId: object, data: ArrayBufferView<ArrayBuffer>): PoolEntry | undefined {
    if (!this.made.has(dataId)) return undefined;
    if (data.byteLength > 4 * MOST_CONSTANT_WORDS) {
      this.fail(`it makes a tensor of ${data.byteLength / 4} values on the host, which have to be an input`);
      return undefined;
    }
    const { key, entry } = this.buffers.constants.take(data);
    this.constantKeys.push(key);
    return entry;
  }

  command(command: Command): void {
    this.commands.push(command);
  }

  uses(buffers: readonly PoolEntry[], written: readonly PoolEntry[]): void {
    for (const entry of buffers) {
      if (entry.arena !== this.buffers.arena) this.externals.set(entry, entry.taken);
    }
    for (const entry of written) {
      if (this.externals.has(entry)) this.written.add(entry);
      if (this.buffers.constants.has(entry) || this.buffers.inputs.has(entry)) {
        this.fail('it writes over values that came from the host');
      }
    }
  }

  upload(): void {
    // A constant, or a tensor that was there before: neither is written again.
  }

  submit(slots: readonly StepSlot[], words: Uint32Array<ArrayBuffer>): void {
    this.segments.push({ commands: this.commands, slots, words });
    this.commands = [];
  }

  /** Tensors have outlived the step; nobody knows which, so its constants are kept. */
  outlived(): void {
    this.fail('it leaves tensors behind');
    this.constantKeys.length = 0;
  }

  /** Gives up what only this recording needs. */
  discard(): void {
    for (const key of this.constantKeys.splice(0)) this.buffers.constants.giveBack(key);
  }
}
