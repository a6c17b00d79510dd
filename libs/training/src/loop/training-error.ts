/** Training cannot go on. The message is one sentence and says where the last good state is. */
export class TrainingError extends Error {
  override readonly name = 'TrainingError';
}

/** Facts about a loss that went wrong. */
export interface BadLoss {
  /** E.g. 'the loss became NaN'. */
  readonly what: string;
  /** The update it was noticed at, and how many updates the value covers. */
  readonly update: number;
  readonly updates: number;
  readonly lastCheckpoint: string | undefined;
}

/** The one sentence for a loss that is not finite or exploded. */
export function badLossError({ what, update, updates, lastCheckpoint }: BadLoss): TrainingError {
  const where = updates > 1 ? `between updates ${update - updates + 1} and ${update}` : `at update ${update}`;
  const good =
    lastCheckpoint === undefined
      ? 'no checkpoint was saved yet'
      : `the last good checkpoint is ${lastCheckpoint}`;
  return new TrainingError(
    `train: ${what} ${where}; ${good}; a lower learning rate or gradient clipping may help`,
  );
}
