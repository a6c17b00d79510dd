/**
 * How threads share a task: a control block in shared memory, read and written with atomics only.
 *
 * A task is one kernel run over `count` slices. Threads claim slices one by one, so a thread that is slow, asleep or gone
 * delays nobody: what it has not claimed the others do. The claim word holds (task number, slices left), and a claim takes
 * one off. Whoever has claimed a slice keeps its task open until the slice is reported as finished; only then are the
 * task's arguments read, so they need no lock, and a word that has come round to an old value does no harm.
 *
 * Plain JavaScript: workers are started without a loader.
 */

/** Words of the control block. */
export const CLAIM = 0; // task number << 12 | slices not claimed yet
export const FINISHED = 1; // slices of this task that are done
export const SLEEPING = 2; // workers that wait for a notification
export const WAITING = 3; // 1 while the main thread waits for a notification
export const FAILED = 4; // 1 + the number of the thread whose kernel threw
export const KERNEL = 5;
export const COUNT = 6;
export const ARGUMENTS = 7;
const WORDS = 16;

export const SLICE_BITS = 12;
/** Most slices of one task; as a mask, the slices left in a claim word. */
export const MAXIMUM_SLICES = (1 << SLICE_BITS) - 1;
export const MAXIMUM_ARGUMENTS = 32;
const MESSAGE_BYTES = 512;

/** Each argument is four doubles: value = min(limit, base + slice * perSlice + thread * perThread). */
const DOUBLES = 4 * MAXIMUM_ARGUMENTS;

export const CONTROL_BYTES = 4 * WORDS + 8 * DOUBLES + MESSAGE_BYTES;

/** Views of a control block. */
export function controlViews(buffer) {
  return {
    words: new Int32Array(buffer, 0, WORDS),
    doubles: new Float64Array(buffer, 4 * WORDS, DOUBLES),
    message: new Uint8Array(buffer, 4 * WORDS + 8 * DOUBLES, MESSAGE_BYTES),
  };
}

/** Writes one argument of the task being prepared. */
export function putArgument(doubles, index, { base, perSlice, perThread, limit }) {
  const at = 4 * index;
  doubles[at] = base;
  doubles[at + 1] = perSlice;
  doubles[at + 2] = perThread;
  doubles[at + 3] = limit;
}

/** The arguments of the open task for one slice on one thread. Those that are the same for all keep every bit (-0, NaN). */
function argumentsOf({ words, doubles }, slice, thread) {
  const values = new Array(Math.min(MAXIMUM_ARGUMENTS, Atomics.load(words, ARGUMENTS)));
  for (let i = 0, at = 0; i < values.length; i++, at += 4) {
    const base = doubles[at];
    const move = slice * doubles[at + 1] + thread * doubles[at + 2];
    const value = move === 0 ? base : base + move;
    const limit = doubles[at + 3];
    values[i] = value > limit ? limit : value;
  }
  return values;
}

function fail(control, thread, error) {
  const text = new TextEncoder().encode(error instanceof Error ? error.message : String(error));
  const { words, message } = control;
  if (Atomics.compareExchange(words, FAILED, 0, 1 + thread) !== 0) return; // the first one counts
  message.fill(0);
  message.set(text.subarray(0, message.length - 1));
}

function finishOne({ words }) {
  Atomics.add(words, FINISHED, 1);
  if (Atomics.load(words, WAITING) !== 0) Atomics.notify(words, FINISHED);
}

/**
 * Claims and runs slices of the open task until none is left. `kernels` is indexed by kernel number. Errors are noted in
 * the control block, never thrown: the main thread reports them when all slices are accounted for. Returns the claim
 * word as it was last seen: nothing to do until it changes.
 */
export function runSlices(control, kernels, thread) {
  const { words } = control;
  let claim = Atomics.load(words, CLAIM);
  while ((claim & MAXIMUM_SLICES) !== 0) {
    const seen = Atomics.compareExchange(words, CLAIM, claim, claim - 1);
    if (seen !== claim) {
      claim = seen; // another thread took it, or this is another task by now
      continue;
    }
    try {
      if (Atomics.load(words, FAILED) === 0) {
        const slice = Atomics.load(words, COUNT) - (claim & MAXIMUM_SLICES);
        kernels[Atomics.load(words, KERNEL)](...argumentsOf(control, slice, thread));
      }
    } catch (error) {
      fail(control, thread, error);
    }
    finishOne(control);
    claim = Atomics.load(words, CLAIM);
  }
  return claim;
}
