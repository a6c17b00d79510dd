/**
 * How threads share a task: a control block in shared memory, read and written with atomics only.
 *
 * A task is one kernel run over `count` slices. Threads claim slices one by one, so a thread that is slow, asleep or gone
 * delays nobody: what it has not claimed the others do. The claim word holds (task number, next slice); a claim succeeds
 * only while that task is open, which is what makes it safe to read a task's arguments without a lock.
 *
 * Plain JavaScript: workers are started without a loader.
 */

/** Words of the control block. */
export const CLAIM = 0; // task number << 12 | next slice
export const FINISHED = 1; // slices of this task that are done
export const SLEEPING = 2; // workers that wait for a notification
export const WAITING = 3; // 1 while the main thread waits for a notification
export const FAILED = 4; // 1 + the number of the thread whose kernel threw
export const KERNEL = 5;
export const COUNT = 6;
export const ARGUMENTS = 7;
const WORDS = 16;

export const SLICE_BITS = 12;
/** The slice number that says "no task open". */
export const CLOSED = (1 << SLICE_BITS) - 1;
/** Most slices of one task. */
export const MAXIMUM_SLICES = CLOSED - 1;
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

function readTask(control) {
  const { words, doubles } = control;
  const length = Math.min(MAXIMUM_ARGUMENTS, Atomics.load(words, ARGUMENTS));
  return {
    kernel: Atomics.load(words, KERNEL),
    count: Atomics.load(words, COUNT),
    doubles: doubles.slice(0, 4 * length),
    values: new Array(length),
  };
}

function argumentsOf(task, slice, thread) {
  const { doubles, values } = task;
  for (let i = 0, at = 0; i < values.length; i++, at += 4) {
    const value = doubles[at] + slice * doubles[at + 1] + thread * doubles[at + 2];
    values[i] = value < doubles[at + 3] ? value : doubles[at + 3];
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
  if ((claim & CLOSED) === CLOSED) return claim;
  const number = claim >>> SLICE_BITS;
  const task = readTask(control);
  while (claim >>> SLICE_BITS === number && (claim & CLOSED) < task.count) {
    const seen = Atomics.compareExchange(words, CLAIM, claim, claim + 1);
    if (seen !== claim) {
      claim = seen; // another thread took it, or the task is over
      continue;
    }
    try {
      if (Atomics.load(words, FAILED) === 0)
        kernels[task.kernel](...argumentsOf(task, claim & CLOSED, thread));
    } catch (error) {
      fail(control, thread, error);
    }
    finishOne(control);
    claim = Atomics.load(words, CLAIM);
  }
  return claim;
}
