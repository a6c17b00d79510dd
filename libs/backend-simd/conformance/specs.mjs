/** Which specs count. */

/** What TensorFlow.js 4.22's stock cpu backend runs and passes, without the excluded ones; another 5 it skips itself. */
export const SPECS_ON_CPU = 4225;

/**
 * Specs that no backend runs here, each with the reason: the full name begins with `name`.
 *
 * @type {readonly { name: string, reason: string }[]}
 */
export const EXCLUDED = [
  {
    name: 'Switching cpu backends cpu ',
    reason:
      "Two specs that TensorFlow.js defines only where the backend's name is 'cpu': they move tensors between two " +
      "instances of that backend. src/simd-backend.spec.ts moves them between 'cpu' and 'simd'.",
  },
];

/** @param {string} fullName */
export function isExcluded(fullName) {
  return EXCLUDED.some(({ name }) => fullName.startsWith(name));
}
