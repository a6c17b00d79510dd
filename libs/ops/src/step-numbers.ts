/** Numbers by the names that kernels know them under (the names of attributes). */
export type StepNumbers = Readonly<Record<string, number>>;

/** Numbers of a step that change from one to the next, and how the next ones are computed. */
export interface StepDeclaration {
  readonly numbers: StepNumbers;
  /** @param update updates made before the step that is asked for */
  readonly next: (update: number) => StepNumbers;
}

let declarations: StepDeclaration[] | undefined;

/**
 * Says that these numbers, about to be handed to operations, change from step to step, and how. An engine that records a
 * step then knows what to put in their place when it runs the step again. Outside a recording this does nothing.
 */
export function declareNumbers(numbers: StepNumbers, next: (update: number) => StepNumbers): void {
  declarations?.push({ numbers, next });
}

/** Runs `body` and hands out what it declares, in order. For engines that record. */
export function collectDeclarations<T>(body: (declared: readonly StepDeclaration[]) => T): T {
  const before = declarations;
  declarations = [];
  try {
    return body(declarations);
  } finally {
    declarations = before;
  }
}
