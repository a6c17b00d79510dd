import { setFlagsFromString } from 'node:v8';
import { setImmediate } from 'node:timers/promises';
import { runInNewContext } from 'node:vm';

/** A full garbage collection, and the turns of the event loop in which finalizers run. */
export async function collectGarbage(): Promise<void> {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  if (typeof collect !== 'function') throw new Error('expected V8 to expose its collector');
  for (let turn = 0; turn < 4; turn++) {
    await setImmediate();
    collect();
  }
  await setImmediate();
}
