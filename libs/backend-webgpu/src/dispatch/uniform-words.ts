import type { DispatchArguments } from './dispatch-arguments.js';
import type { Program } from './program.js';
import type { Submission } from './submission.js';
import type { WordWriter } from './word-writer.js';

const NOTHING: Readonly<Record<string, never>> = {};

/**
 * The words of a run's uniforms: where its step values stand, then its uniforms; undefined when it has neither. Step values
 * that the submission has no room for flush it.
 */
export function uniformWords(
  writer: WordWriter,
  submission: Submission,
  { program, run }: { readonly program: Program; readonly run: DispatchArguments },
): Uint32Array | undefined {
  const { stepNames } = program;
  let first: number | undefined;
  if (stepNames.length > 0) {
    const { stepValues } = submission;
    if (!stepValues.fits(stepNames.length)) submission.flush();
    const values = run.stepValues ?? NOTHING;
    const words = writer.write(program, [stepNames, program.stepValues ?? NOTHING], values);
    first = stepValues.place(program, values, words);
  }
  if (first === undefined && program.uniformNames.length === 0) return undefined;
  const types = program.uniforms ?? NOTHING;
  return writer.write(program, [program.uniformNames, types], run.uniforms ?? NOTHING, first);
}
