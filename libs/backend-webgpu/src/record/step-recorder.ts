import {
  collectDeclarations,
  type RecordableStep,
  type StepReading,
  type StepRecorder,
  type StepRecorderOptions,
} from '@rdrop/ops';
import * as tf from '@tensorflow/tfjs';
import type { RDropWebGpuBackend } from '../webgpu-backend.js';
import { StepArena } from './arena.js';
import { Constants } from './constants.js';
import { Plan } from './plan.js';
import { Recording } from './recording.js';
import { sameRecording } from './same-recording.js';
import { StagingRing } from './staging-ring.js';
import { StepInputs } from './step-inputs.js';
import { stepWords } from './step-words.js';

/** What is known of the steps with one key. */
interface Known {
  /** The last recording, to hold the next against. */
  readonly recording?: Recording | undefined;
  readonly plan?: Plan | undefined;
  /** Recordings in a row that could not be used. */
  readonly failures: number;
}

/** Recordings of a key before it is given up: buffers settle with the second or third. */
const MOST_FAILURES = 6;
/** Keys to remember: the one used longest ago is forgotten. */
const MOST_KEYS = 128;

/** The results of a step, to be read later. */
interface Results {
  readonly names: readonly string[];
  readonly buffers: readonly GPUBuffer[];
}

/**
 * Records steps until two recordings in a row are the same, and from then on runs them again without the host's code. All
 * plans share one arena of buffers; what plans may not touch lives elsewhere.
 */
export class WebGpuStepRecorder implements StepRecorder {
  replays = 0;
  private readonly arena: StepArena;
  private readonly constants: Constants;
  private readonly inputs: StepInputs;
  private readonly ring: StagingRing;
  private readonly known = new Map<string, Known>();
  private readonly notes = new Set<string>();

  constructor(
    private readonly backend: RDropWebGpuBackend,
    private readonly options: StepRecorderOptions,
  ) {
    const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST;
    const { pool, submission, device, health } = backend;
    this.arena = new StepArena(pool, usage);
    this.constants = new Constants(pool, submission, usage);
    this.inputs = new StepInputs(backend, usage);
    this.ring = new StagingRing(device, health);
  }

  async run(step: RecordableStep): Promise<StepReading> {
    const slot = await this.ring.take();
    const { submission } = this.backend;
    submission.flush(); // what is written now comes after it
    this.inputs.write(step.inputs);
    const copies = ({ buffers }: Results) => this.ring.copies(slot, buffers);
    const plan = this.known.get(step.key)?.plan;
    let results: Results;
    if (plan?.prepare(step.update) === true) {
      results = plan.recording.results;
      plan.run(copies(results));
      this.replays += 1;
      this.remember(step.key, { plan, failures: 0 });
    } else {
      results = this.runBody(step, (results) => {
        for (const copy of copies(results)) submission.add(copy);
        submission.flush();
      });
    }
    const { names } = results;
    const values = this.ring.read(slot, names.length);
    return {
      read: async () => {
        const numbers = await values;
        return Object.fromEntries(names.map((name, i) => [name, numbers[i] ?? Number.NaN]));
      },
    };
  }

  dispose(): void {
    for (const known of this.known.values()) forget(known);
    this.known.clear();
    this.arena.dispose();
    this.inputs.dispose();
    this.ring.dispose();
  }

  /** Runs the step by the host's code, and records it unless that has failed too often. */
  private runBody(step: RecordableStep, copy: (results: Results) => void): Results {
    const { plan, failures = 0, recording: before } = this.known.get(step.key) ?? {};
    if (plan !== undefined) forget({ plan, failures }); // it is not what the step does now
    if (failures >= MOST_FAILURES) return this.runTensors(step, () => undefined, copy);
    return collectDeclarations((declared) => {
      const recording = new Recording(
        { arena: this.arena, constants: this.constants, inputs: this.inputs },
        declared,
      );
      const results = this.record(recording, step, copy);
      this.judge(step.key, { recording: before, failures }, recording);
      return results;
    });
  }

  private record(recording: Recording, step: RecordableStep, copy: (results: Results) => void): Results {
    const { backend } = this;
    const variables = Object.values(tf.engine().registeredVariables);
    const dataIds = variables.map(({ dataId }) => dataId);
    const tensors = tf.memory().numTensors;
    backend.recording = recording;
    try {
      const results = this.runTensors(
        step,
        (results) => {
          backend.submission.flush();
          backend.submission.recorder = undefined;
          recording.results = results;
        },
        copy,
      );
      if (variables.some(({ dataId }, i) => dataId !== dataIds[i])) recording.fail('it assigns a variable');
      if (tf.memory().numTensors !== tensors) recording.outlived();
      return results;
    } finally {
      backend.recording = undefined;
      if (this.arena.release() > 0) recording.outlived();
    }
  }

  /** Runs the body and copies what it returns; `done` is called between the two. */
  private runTensors(
    { inputs, body }: RecordableStep,
    done: (results: Results) => void,
    copy: (results: Results) => void,
  ): Results {
    const scalars = tf.tidy(() => ({ ...body(this.inputs.tensors(inputs)) }));
    try {
      const results = {
        names: Object.keys(scalars),
        buffers: Object.values(scalars).map((scalar) => this.backend.bufferOf(scalar).buffer),
      };
      done(results);
      copy(results);
      return results;
    } finally {
      tf.dispose(scalars);
    }
  }

  /** A plan, where the last two recordings agree. */
  private judge(key: string, { recording: before, failures }: Known, recording: Recording): void {
    const isSame = before !== undefined && sameRecording(before, recording);
    const words = isSame ? stepWords(before, recording) : [];
    const problem = recording.problem ?? (typeof words === 'string' ? words : undefined);
    if (before !== undefined) before.discard();
    if (isSame && problem === undefined && typeof words !== 'string') {
      this.remember(key, { plan: new Plan(this.backend, recording, words), failures: 0 });
      return;
    }
    const isOver = failures + 1 >= MOST_FAILURES;
    if (isOver) {
      this.note(problem ?? 'two runs of it are never the same');
      recording.discard();
    }
    this.remember(key, { recording: isOver ? undefined : recording, failures: failures + 1 });
  }

  private note(reason: string): void {
    const note = `a training step is not recorded, for ${reason}; it runs as usual, slower`;
    if (this.notes.has(note)) return;
    this.notes.add(note);
    this.options.onNote?.(note);
  }

  private remember(key: string, known: Known): void {
    this.known.delete(key);
    this.known.set(key, known);
    const [oldest] = this.known;
    if (this.known.size <= MOST_KEYS || oldest === undefined) return;
    forget(oldest[1]);
    this.known.delete(oldest[0]);
  }
}

function forget({ recording, plan }: Known): void {
  recording?.discard();
  plan?.recording.discard();
}
