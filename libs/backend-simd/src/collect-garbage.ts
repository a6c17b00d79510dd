import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

let collect: (() => void) | undefined;

function isFunction(value: unknown): value is () => void {
  return typeof value === 'function';
}

/** V8's collector is reached through a flag; a new context sees what the flag adds, this one stays as it is. */
function findCollector(): () => void {
  setFlagsFromString('--expose-gc');
  const gc: unknown = runInNewContext('gc');
  setFlagsFromString('--no-expose-gc');
  return isFunction(gc) ? gc : () => undefined;
}

/**
 * Collects garbage now, which takes some 20 ms. V8 does so by itself when ordinary arrays pile up; when their values
 * have moved into the WebAssembly memory and no more are allocated, it has no reason to, and they stay.
 */
export function collectGarbage(): void {
  collect ??= findCollector();
  collect();
}
