import { fileURLToPath } from 'node:url';
import { bundleSuite as bundle } from '../../../tools/conformance/bundle.mjs';
import { withSmallSlices } from './small-slices.mjs';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

/**
 * @param {{ smallSlices: boolean }} options smallSlices: see small-slices.mjs
 * @returns {Promise<string>} the path of the bundle
 */
export async function bundleSuite({ smallSlices }) {
  const outfile = here(smallSlices ? 'dist/suite-small-slices.cjs' : 'dist/suite.cjs');
  const change = smallSlices ? { change: withSmallSlices } : {};
  await bundle({ entry: here('suite.mjs'), outfile, project: here('..'), ...change });
  return outfile;
}
