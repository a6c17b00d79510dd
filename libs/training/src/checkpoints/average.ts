import { asFloat32 } from '@rdrop/files';
import { CheckpointError, OPTIMIZER_PREFIX, readCheckpoint } from './checkpoint-file.js';
import { checkpointFile, checkpointUpdates } from './checkpoint-store.js';

/** Parameters on the host by name: what `assignParameters` and `encodeSafetensors` take. */
export type HostParameters = Map<
  string,
  { readonly dtype: 'F32'; readonly shape: readonly number[]; readonly values: Float32Array }
>;

interface Sum {
  readonly shape: readonly number[];
  readonly values: Float64Array;
}

/**
 * The mean of the parameters of several checkpoints (fairseq's `average_checkpoints`), summed in float64. Optimizer
 * state is left out. One checkpoint is in memory at a time.
 * @throws CheckpointError when the files differ in names or shapes.
 */
export async function averageCheckpoints(files: readonly string[]): Promise<HostParameters> {
  const [first, ...rest] = files;
  if (first === undefined)
    throw new CheckpointError('averageCheckpoints: expected at least one checkpoint, got none');
  const sums = new Map<string, Sum>();
  for (const [name, { shape, values }] of await parametersOf(first)) {
    sums.set(name, { shape, values: Float64Array.from(values) });
  }
  for (const file of rest) {
    const parameters = await parametersOf(file);
    for (const name of parameters.keys()) {
      if (!sums.has(name)) throw new CheckpointError(`${file}: holds '${name}', which ${first} does not`);
    }
    for (const [name, sum] of sums) add(sum, parameters.get(name), { name, file, first });
  }
  return new Map(
    [...sums].map(([name, { shape, values }]) => [
      name,
      { dtype: 'F32', shape, values: Float32Array.from(values, (value) => value / files.length) },
    ]),
  );
}

/** The files of the newest `count` checkpoints of a folder, oldest first. */
export async function lastCheckpoints(folder: string, count: number): Promise<string[]> {
  const updates = (await checkpointUpdates(folder)).slice(-count);
  if (updates.length < count) {
    throw new CheckpointError(
      `${folder}: expected at least ${count} checkpoints, there are ${updates.length}`,
    );
  }
  return updates.map((update) => checkpointFile(folder, update));
}

async function parametersOf(
  file: string,
): Promise<Map<string, { shape: readonly number[]; values: Float32Array }>> {
  const { tensors } = await readCheckpoint(file, (name) => !name.startsWith(OPTIMIZER_PREFIX));
  return new Map(
    [...tensors].map(([name, tensor]) => [name, { shape: tensor.shape, values: asFloat32(tensor) }]),
  );
}

interface Where {
  readonly name: string;
  readonly file: string;
  readonly first: string;
}

function add(
  sum: Sum,
  other: { readonly shape: readonly number[]; readonly values: Float32Array } | undefined,
  { name, file, first }: Where,
): void {
  if (other === undefined) throw new CheckpointError(`${file}: does not hold '${name}', which ${first} does`);
  if (other.shape.join() !== sum.shape.join()) {
    throw new CheckpointError(
      `${file}: expected '${name}' to be [${sum.shape.join(', ')}] as in ${first}, got [${other.shape.join(', ')}]`,
    );
  }
  other.values.forEach((value, at) => {
    sum.values[at] = (sum.values[at] ?? 0) + value;
  });
}
