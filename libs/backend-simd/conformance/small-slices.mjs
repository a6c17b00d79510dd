/**
 * The suite's tensors have a handful of elements, so no kernel would be cut into slices for several threads, and no
 * product would reach a BLAS. With the thresholds of our sources at 1, all are that can be.
 */
import { join } from 'node:path';

const THRESHOLDS = new Map(
  Object.entries({
    'src/kernels/matmul.ts': ['BATCH_OPERATIONS'],
    'src/threads/launcher.ts': ['BLAS_OPERATIONS', 'SLICE_OPERATIONS'],
    'src/threads/slice-arguments.ts': ['ELEMENTS'],
  }).map(([file, names]) => [join(file), names]),
);

/**
 * @param {string} file relative to the project
 * @param {string} text
 * @returns {string} the text with its thresholds lowered
 * @throws Error when one of them is not there under its name
 */
export function withSmallSlices(file, text) {
  return (THRESHOLDS.get(file) ?? []).reduce((rest, name) => {
    const declaration = new RegExp(`^(export )?const ${name} = [\\d_.e]+;`, 'm');
    if (!declaration.test(rest)) {
      throw new Error(`conformance/small-slices.mjs: expected a number named ${name} in ${file}, found none`);
    }
    return rest.replace(declaration, `$1const ${name} = 1;`);
  }, text);
}
