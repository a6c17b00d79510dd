/** Thrown into a visit whose receiver has gone. */
class Abandoned extends Error {}

/**
 * What a visit hands out, as a sequence to be pulled from: the visit waits for each item to be taken, so one is in memory at
 * a time.
 */
export async function* pulled<T>(
  visit: (give: (item: T) => Promise<void>) => Promise<void>,
): AsyncGenerator<T, void, undefined> {
  let given: ((step: { item: T } | 'end') => void) | undefined;
  let taken: (() => void) | undefined;
  let abandoned = false;
  const failure: { error?: unknown } = {};
  const next = (): Promise<{ item: T } | 'end'> =>
    new Promise((resolve) => {
      given = resolve;
    });
  let waiting = next();
  const visiting = visit(async (item) => {
    if (abandoned) throw new Abandoned();
    const wait = new Promise<void>((resolve) => {
      taken = resolve;
    });
    given?.({ item });
    await wait;
    if (abandoned) throw new Abandoned();
  }).then(
    () => given?.('end'),
    (error: unknown) => {
      failure.error = error;
      given?.('end');
    },
  );
  try {
    for (;;) {
      const step = await waiting;
      if (step === 'end') break;
      waiting = next();
      yield step.item;
      taken?.();
    }
  } finally {
    abandoned = true;
    taken?.();
    await visiting;
  }
  if ('error' in failure) throw failure.error;
}
