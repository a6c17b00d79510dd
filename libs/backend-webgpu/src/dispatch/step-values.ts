import type { Program, ScalarType } from './program.js';
import { STEP_VECTORS } from './wgsl-module.js';

/** Values that one dispatch reads. */
export interface StepSlot {
  /** The program's key: with the order of slots, this says what a new step has to write here. */
  readonly name: string;
  /** Number of its first vector of four words in the buffer. */
  readonly first: number;
  /** What the words are, by name. */
  readonly values: Readonly<Record<string, number>>;
  /** Names and types, in the order of the words. */
  readonly types: Readonly<Record<string, ScalarType>>;
}

/**
 * Numbers that change from step to step, in one buffer that the host writes once per submission. Slots are handed out in
 * the order of dispatches, so a step that dispatches as the one before finds each value in the same place: bind groups and
 * uniforms stay the same, and a recorded step can be run again with new values.
 */
export class StepValues {
  readonly buffer: GPUBuffer;
  /** Slots of the submission that is being collected. */
  readonly slots: StepSlot[] = [];
  /** The buffer's content on the host. */
  readonly words = new Uint32Array(4 * STEP_VECTORS);
  private used = 0;

  constructor(private readonly device: GPUDevice) {
    this.buffer = device.createBuffer({
      label: 'step values',
      size: this.words.byteLength,
      usage: GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST,
    });
  }

  /** Whether `count` more words fit into this submission. */
  fits(count: number): boolean {
    return this.used + Math.ceil(count / 4) <= STEP_VECTORS;
  }

  /** Places values as `words`, and returns the number of the first vector. */
  place(program: Program, values: Readonly<Record<string, number>>, words: Uint32Array): number {
    const first = this.used;
    this.words.set(words, 4 * first);
    this.used += Math.ceil(words.length / 4);
    this.slots.push({ name: program.key, first, values, types: program.stepValues ?? {} });
    return first;
  }

  /** Words placed so far. */
  placed(): Uint32Array<ArrayBuffer> {
    return this.words.slice(0, 4 * this.used);
  }

  /** Writes what was placed, before the commands are submitted that read it, and begins anew. */
  write(): void {
    this.writeWords(this.words, 4 * this.used);
    this.used = 0;
    this.slots.length = 0;
  }

  /** Writes the first words of an array, for commands that are submitted next. */
  writeWords(words: Uint32Array<ArrayBuffer>, count = words.length): void {
    if (count > 0) this.device.queue.writeBuffer(this.buffer, 0, words, 0, count);
  }

  dispose(): void {
    this.buffer.destroy();
  }
}
