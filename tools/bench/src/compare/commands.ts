import type { CompareRequest } from '../command-line.js';
import { DEFAULT_ALPHA } from '../option-values.js';
import type { OwnProgram } from '../own-program.js';
import type { TaskName } from '../sizes.js';
import { shownCommand } from '../without-folders.js';

/** A child process, and what a report says instead of it. */
export interface ChildCommand {
  readonly words: readonly string[];
  readonly shown: string;
}

/** What both are told. An alpha that both have by default goes unsaid: a peer need not know the option. */
function sharedWords(request: CompareRequest, task: TaskName): string[] {
  const { size, threads, steps, rdrop, alpha } = request;
  return [
    ...['--task', task, '--size', size, '--threads', String(threads), '--steps', String(steps)],
    ...(alpha === DEFAULT_ALPHA ? [] : ['--alpha', String(alpha)]),
    ...(rdrop ? [] : ['--no-rdrop']),
  ];
}

/** Our command for one task with one choice of BLAS. */
export function oursCommand(
  request: CompareRequest,
  task: TaskName,
  blas: string,
  own: OwnProgram,
): ChildCommand {
  const words = [
    ...sharedWords(request, task),
    ...['--warmup', String(request.warmup), '--engine', request.engine, '--blas', blas],
    ...(request.allPositions ? ['--all-positions'] : []),
  ];
  return { words: [own.node, ...own.words, ...words], shown: `npm run bench -- ${shownCommand(words)}` };
}

/** The peer's command for one task. */
export function peerCommand(request: CompareRequest, task: TaskName): ChildCommand {
  const words = [...request.peer, ...sharedWords(request, task)];
  return { words, shown: shownCommand(words) };
}
