/** A checkpoint that is not what it should be. The message is one sentence for the person who runs the program. */
export class PretrainedError extends Error {
  override readonly name = 'PretrainedError';
}
