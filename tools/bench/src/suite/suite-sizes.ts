import { BenchUsageError } from '../errors.js';
import { SIZES, TASKS, type TaskName } from '../sizes.js';

/** A model that can be timed. */
export interface SuiteSize {
  readonly task: TaskName;
  readonly size: string;
}

/** What is timed on a GPU: the paper's models. */
export const GPU_SUITE: readonly SuiteSize[] = [
  { task: 'mt', size: 'iwslt' },
  { task: 'mt', size: 'wmt-big' },
  { task: 'glue', size: 'bert-base' },
  { task: 'lm', size: 'base' },
  { task: 'vit', size: 'b16' },
];

const hasSize = ({ task, size }: SuiteSize): boolean => Object.hasOwn(SIZES[task], size);

/** What `--tasks` names: a task stands for its part of the suite, `task/size` for any size of it. */
function named(name: string): SuiteSize[] {
  const [first = '', size, ...rest] = name.split('/');
  const task = TASKS.find((known) => known === first);
  if (task === undefined || rest.length > 0) {
    throw new BenchUsageError(
      `--tasks: expected tasks out of ${TASKS.join(', ')}, or task/size, got '${name}'`,
    );
  }
  if (size === undefined) {
    const own = GPU_SUITE.filter((each) => each.task === task);
    return own.length > 0 ? own : Object.keys(SIZES[task]).map((each) => ({ task, size: each }));
  }
  if (hasSize({ task, size })) return [{ task, size }];
  throw new BenchUsageError(
    `--tasks: expected one of ${Object.keys(SIZES[task]).join(', ')} as a size of '${task}', got '${size}'`,
  );
}

/**
 * The models that are chosen, each once. `sizes` take the place of those of the suite, for tasks that have them.
 * @throws BenchUsageError for names that there are not
 */
export function chosenSizes(
  tasks: readonly string[] | undefined,
  sizes: readonly string[] | undefined,
): SuiteSize[] {
  const chosen = tasks === undefined ? GPU_SUITE : tasks.flatMap(named);
  const replaced = sizes === undefined ? chosen : sizes.flatMap((size) => resized(chosen, size));
  return replaced.filter(
    ({ task, size }, at) => replaced.findIndex((each) => each.task === task && each.size === size) === at,
  );
}

function resized(chosen: readonly SuiteSize[], size: string): SuiteSize[] {
  const made = chosen.map(({ task }) => ({ task, size })).filter(hasSize);
  if (made.length > 0) return made;
  const known = new Set(chosen.flatMap(({ task }) => Object.keys(SIZES[task])));
  throw new BenchUsageError(`--sizes: expected sizes out of ${[...known].join(', ')}, got '${size}'`);
}
