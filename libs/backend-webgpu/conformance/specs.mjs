/** Which specs count. */

const NO_KERNEL = 'The stock backend has no such kernel.';
const NAN = 'WGSL lets a GPU take it for granted that there is no NaN.';
const PRECISION = 'The precision of WGSL: a tangent or a cosine of a large angle, a power of 10.';

/**
 * Specs that this backend may fail, each with the reason: those of a suite whose name has `spec` in it. The stock backend
 * fails them too, on the same GPU, unless the reason says otherwise.
 *
 * @type {readonly { suite: string, spec?: string, reason: string }[]}
 */
const ACCEPTED = [
  ...['bitwiseAnd', 'raggedGather', 'raggedRange', 'raggedTensorToTensor', 'sparseFillEmptyRows'].map(
    (suite) => ({
      ...{ suite, reason: NO_KERNEL },
    }),
  ),
  ...['sparseReshape', 'sparseSegmentMean', 'sparseSegmentSum', 'staticRegexReplace', 'stringSplit'].map(
    (suite) => ({
      ...{ suite, reason: NO_KERNEL },
    }),
  ),
  ...['stringNGrams', 'stringToHashBucketFast', 'unique'].map((suite) => ({ suite, reason: NO_KERNEL })),
  {
    suite: 'nonMaxSuppression',
    reason: 'No such kernel, or one that reads back at once, which Node.js cannot.',
  },
  ...['acosh', 'asinh', 'atanh', 'log', 'sigmoid'].map((suite) => ({ suite, spec: 'NaN', reason: NAN })),
  { suite: 'softmax', spec: 'NaN', reason: NAN },
  { suite: 'cos', spec: 'gradient', reason: PRECISION },
  { suite: 'tan', reason: PRECISION },
  { suite: 'exp', spec: 'int32', reason: PRECISION },
  { suite: 'fromPixels, mock canvas', reason: 'There is no canvas in Node.js.' },
  { suite: 'gather', spec: 'out of bound', reason: 'A GPU reads what it is told to.' },
  { suite: 'threshold', spec: 'otsu', reason: 'A stock program that is not valid WGSL.' },
  { suite: 'time', spec: 'simple upload', reason: 'Nothing runs in it.' },
];

/** What TensorFlow.js 4.22 defines and does not skip itself. */
export const SPECS = 4166;

/** @param {string} fullName with the environment after the suite: `cos rdrop-webgpu {...} gradients: Scalar` */
export function mayFail(fullName) {
  const [suite = '', ...rest] = fullName.split(/ (?:rdrop-)?webgpu \{[^}]*\} /);
  return ACCEPTED.some(
    (each) =>
      (suite === each.suite || suite.startsWith(`${each.suite} `)) &&
      rest.join(' ').includes(each.spec ?? ''),
  );
}
