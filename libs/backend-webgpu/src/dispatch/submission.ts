import type { PoolEntry } from './buffer-pool.js';
import type { DispatchTimer } from './dispatch-timer.js';
import type { StepSlot, StepValues } from './step-values.js';

export interface DispatchCommand {
  readonly kind: 'dispatch';
  readonly pipeline: GPUComputePipeline;
  readonly bindGroup: GPUBindGroup;
  readonly x: number;
  readonly y: number;
  readonly z: number;
}

export interface CopyCommand {
  readonly kind: 'copy';
  readonly from: GPUBuffer;
  readonly to: GPUBuffer;
  readonly bytes: number;
  /** Where in `to`, in bytes; default 0. */
  readonly at?: number;
}

/** Fills a buffer with zeros. */
export interface ClearCommand {
  readonly kind: 'clear';
  readonly buffer: GPUBuffer;
}

export type Command = DispatchCommand | CopyCommand | ClearCommand;

/** Sees all that reaches the device, in order: how a step becomes a plan that can be run again. */
export interface Recorder {
  command(command: Command): void;
  /** The buffers of the command that comes next, and those of them that it writes. */
  uses(buffers: readonly PoolEntry[], written: readonly PoolEntry[]): void;
  /** The host writes a buffer, before the commands of the running submission. */
  upload(buffer: GPUBuffer, data: ArrayBufferView): void;
  /** The commands so far are submitted; `slots` are the step values they read, `words` what they are. */
  submit(slots: readonly StepSlot[], words: Uint32Array<ArrayBuffer>): void;
}

/** Collects commands and submits them together. */
export class Submission {
  /** The number of the submission that is being collected. */
  serial = 0;
  recorder: Recorder | undefined;
  /** Times every dispatch while it is there. */
  timer: DispatchTimer | undefined;
  /** What was asked for so far; clearing counts as copying. */
  readonly counts = { dispatches: 0, copies: 0, submissions: 0 };
  private commands: Command[] = [];

  constructor(
    private readonly device: GPUDevice,
    readonly stepValues: StepValues,
    /** Submit without being told when there are this many commands. */
    private readonly mostCommands: number,
  ) {}

  get pending(): number {
    return this.commands.length;
  }

  add(command: Command): void {
    this.commands.push(command);
    this.count(command);
    this.recorder?.command(command);
    if (this.commands.length >= this.mostCommands) this.flush();
  }

  /** The host writes a buffer that no waiting command uses. */
  upload(buffer: GPUBuffer, data: ArrayBufferView<ArrayBuffer>): void {
    this.device.queue.writeBuffer(buffer, 0, data.buffer, data.byteOffset, data.byteLength);
    this.recorder?.upload(buffer, data);
  }

  /** Submits what was collected. */
  flush(): void {
    if (this.commands.length === 0) return;
    this.recorder?.submit([...this.stepValues.slots], this.stepValues.placed());
    this.stepValues.write();
    this.submit(this.commands);
    this.commands = [];
  }

  /** Submits commands as they are, after all that was collected, with step values of their own. */
  replay(commands: readonly Command[], words: Uint32Array<ArrayBuffer>): void {
    this.flush();
    this.stepValues.writeWords(words);
    commands.forEach((command) => this.count(command));
    this.submit(commands);
  }

  private count({ kind }: Command): void {
    if (kind === 'dispatch') this.counts.dispatches += 1;
    else this.counts.copies += 1;
  }

  private submit(commands: readonly Command[]): void {
    if (this.timer === undefined) this.encodeAndSubmit((encoder) => encode(encoder, commands));
    else this.submitTimed(commands, this.timer);
    this.counts.submissions += 1;
    this.serial += 1;
  }

  private encodeAndSubmit(body: (encoder: GPUCommandEncoder) => void): void {
    const encoder = this.device.createCommandEncoder();
    body(encoder);
    this.device.queue.submit([encoder.finish()]);
  }

  private submitTimed(commands: readonly Command[], timer: DispatchTimer): void {
    const labels = commands.flatMap((command) =>
      command.kind === 'dispatch' ? [command.pipeline.label] : [],
    );
    if (labels.length === 0) return this.encodeAndSubmit((encoder) => encode(encoder, commands));
    const queries = timer.submission(labels);
    this.encodeAndSubmit((encoder) => {
      encode(encoder, commands, queries.pass);
      queries.encoded(encoder);
    });
    queries.submitted();
  }
}

/** Passes hold as many dispatches as follow each other, or one each when they are timed. */
function encode(
  encoder: GPUCommandEncoder,
  commands: readonly Command[],
  timed?: (index: number) => GPUComputePassTimestampWrites,
): void {
  let pass: GPUComputePassEncoder | undefined;
  let pipeline: GPUComputePipeline | undefined;
  let index = 0;
  const endPass = () => {
    pass?.end();
    pass = pipeline = undefined;
  };
  for (const command of commands) {
    if (command.kind === 'dispatch') {
      if (timed !== undefined) endPass();
      pass ??= encoder.beginComputePass(
        timed === undefined ? undefined : { timestampWrites: timed(index++) },
      );
      if (command.pipeline !== pipeline) pass.setPipeline(command.pipeline);
      pipeline = command.pipeline;
      pass.setBindGroup(0, command.bindGroup);
      pass.dispatchWorkgroups(command.x, command.y, command.z);
      continue;
    }
    endPass();
    if (command.kind === 'clear') encoder.clearBuffer(command.buffer);
    else encoder.copyBufferToBuffer(command.from, 0, command.to, command.at ?? 0, command.bytes);
  }
  endPass();
}
