import type { Command } from '../dispatch/submission.js';
import type { Recording } from './recording.js';

function sameCommand(a: Command, b: Command): boolean {
  if (a.kind === 'dispatch') {
    return (
      b.kind === 'dispatch' &&
      a.pipeline === b.pipeline &&
      a.bindGroup === b.bindGroup &&
      a.x === b.x &&
      a.y === b.y &&
      a.z === b.z
    );
  }
  if (a.kind === 'clear') return b.kind === 'clear' && a.buffer === b.buffer;
  return b.kind === 'copy' && a.from === b.from && a.to === b.to && a.bytes === b.bytes && a.at === b.at;
}

function sameList<T>(a: readonly T[], b: readonly T[], same: (a: T, b: T) => boolean): boolean {
  return (
    a.length === b.length &&
    a.every((left, i) => {
      const right = b[i];
      return right !== undefined && same(left, right);
    })
  );
}

const identical = <T>(a: T, b: T) => a === b;

/** Whether two recordings are the same commands on the same buffers, with the same step values in the same places. */
export function sameRecording(a: Recording, b: Recording): boolean {
  return (
    sameList(
      a.segments,
      b.segments,
      (left, right) =>
        sameList(left.commands, right.commands, sameCommand) &&
        sameList(left.slots, right.slots, (x, y) => x.name === y.name && x.first === y.first),
    ) &&
    a.declared.length === b.declared.length &&
    sameList(a.results.names, b.results.names, identical) &&
    sameList(a.results.buffers, b.results.buffers, identical)
  );
}
