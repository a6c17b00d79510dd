import * as tf from '@tensorflow/tfjs';
import type { CopyCommand } from '../dispatch/submission.js';
import type { RDropWebGpuBackend } from '../webgpu-backend.js';
import type { Recording } from './recording.js';
import { fillWords, type StepWord } from './step-words.js';

/** A variable that a step uses, as it was when the step was recorded. */
interface UsedVariable {
  readonly variable: tf.Variable;
  readonly dataId: object;
  readonly isWritten: boolean;
}

/** The variables whose buffers a recording uses. */
function usedVariables(backend: RDropWebGpuBackend, { externals, written }: Recording): UsedVariable[] {
  return Object.values(tf.engine().registeredVariables).flatMap((variable) => {
    const { dataId } = variable;
    const entry = backend.heldBuffer(dataId);
    return entry !== undefined && externals.has(entry)
      ? [{ variable, dataId, isWritten: written.has(entry) }]
      : [];
  });
}

/** A recorded step that can be run again. */
export class Plan {
  private readonly words: readonly Uint32Array<ArrayBuffer>[];
  private readonly variables: readonly UsedVariable[];

  constructor(
    private readonly backend: RDropWebGpuBackend,
    readonly recording: Recording,
    private readonly stepWords: readonly StepWord[],
  ) {
    this.words = recording.segments.map(({ words }) => words);
    this.variables = usedVariables(backend, recording);
  }

  /** Puts in the numbers of a step. False when the plan is not what the step would do now. */
  prepare(update: number): boolean {
    return this.isCurrent() && fillWords(this.stepWords, this.recording.declared, update, this.words);
  }

  /** Runs the step, and copies its results: `copies` are of `recording.results`. */
  run(copies: readonly CopyCommand[]): void {
    const { segments } = this.recording;
    segments.forEach(({ commands }, i) => {
      const all = i === segments.length - 1 ? [...commands, ...copies] : commands;
      this.backend.submission.replay(all, this.words[i] ?? new Uint32Array());
    });
  }

  /** Whether what the plan reads and writes is still where it was, and nobody else holds what it writes. */
  private isCurrent(): boolean {
    for (const { variable, dataId, isWritten } of this.variables) {
      if (variable.isDisposed || variable.dataId !== dataId) return false;
      if (isWritten && this.backend.refCount(dataId) > 1) return false;
    }
    for (const [entry, taken] of this.recording.externals) {
      if (entry.free || entry.taken !== taken) return false;
    }
    return true;
  }
}
