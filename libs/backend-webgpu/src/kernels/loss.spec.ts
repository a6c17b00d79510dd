import { crossEntropy, rDropTerms, type RDropTermsOptions } from '@rdrop/ops';
import { exactLoss, integers, type LossCase, lossCase, values } from '@rdrop/ops/testing';
import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { describeOnGpu } from '../testing/gpu.js';
import { expectAsReferences, threeWays } from '../testing/ways.js';
import { lossProgram } from './loss-program.js';

interface Case extends Omit<RDropTermsOptions, 'mask'> {
  readonly positions: number;
  readonly classes: number;
  readonly mask?: readonly number[];
  /** Default: some classes. */
  readonly labels?: readonly number[];
}

function inputsOf({ positions, classes, passes, mask, labels }: Case) {
  return {
    logits: tf.tensor2d(values(passes * positions * classes, 5), [passes * positions, classes]).mul(4),
    labels: tf.tensor1d(Int32Array.from(labels ?? integers(positions, classes, 3)), 'int32'),
    mask: mask === undefined ? undefined : tf.tensor1d([...mask]),
  };
}

/** Terms, and their gradient, each term weighed by a number of its own. */
function rDrop(given: Case): tf.Tensor[] {
  const { logits, ...rest } = inputsOf(given);
  const dTerms = tf.tensor1d(values(2 * given.passes + 1, 8));
  const run = (x: tf.Tensor) => rDropTerms(x, rest.labels, { ...given, mask: rest.mask });
  return [run(logits), tf.grad(run)(logits, dTerms)];
}

function single(given: Case): tf.Tensor[] {
  const { logits, ...rest } = inputsOf(given);
  const run = (x: tf.Tensor) => crossEntropy(x, rest.labels, { ...given, mask: rest.mask });
  return [run(logits), tf.grad(run)(logits, tf.tensor1d([0.7, -0.4]))];
}

const SMOOTHED = { labelSmoothing: 0.1, smoothingForm: 'uniform' } as const;
const OTHERS = { labelSmoothing: 0.2, smoothingForm: 'others' } as const;
const MASK = [1, 0, 1, 1, 0, 0.5, 1];

/** Terms and gradient of a case, by the kernels. */
async function run({ logits, labels, vocabulary, passes, weights, dTerms }: LossCase) {
  const { kernels } = await threeWays(() => {
    const x = tf.tensor2d(logits, [logits.length / vocabulary, vocabulary]);
    const options = { passes, labelSmoothing: weights.every * vocabulary };
    const terms = (y: tf.Tensor) => rDropTerms(y, tf.tensor1d(labels, 'int32'), options);
    return [terms(x), tf.grad(terms)(x, tf.tensor1d(dTerms))];
  });
  const [terms = [], gradient = []] = kernels;
  return { terms, gradient };
}

const largest = (list: ArrayLike<number>) => Array.from(list).reduce((a, b) => Math.max(a, Math.abs(b)), 0);

/** Relative errors of the cross-entropies, the divergence and the gradient. */
function errors(found: { terms: number[]; gradient: number[] }, exact: ReturnType<typeof exactLoss>) {
  const relative = found.terms.map((term, i) => Math.abs(term / (exact.terms[i] ?? NaN) - 1));
  const differences = found.gradient.map((value, i) => value - (exact.gradient[i] ?? NaN));
  return {
    ce: largest(relative.slice(0, -1)),
    kl: relative.at(-1) ?? NaN,
    gradient: largest(differences) / largest(exact.gradient),
  };
}

describeOnGpu('RDropTerms, RDropCrossEntropy', (backend) => {
  it.each([1, 2, 3, 4])('equal their references, %i passes', async (passes) => {
    // Shorter than a workgroup, whole vectors and not, several turns of a workgroup.
    for (const classes of [2, 5, 64, 1030, 1100]) {
      const given = { positions: 7, classes, passes };
      await expectAsReferences(() => rDrop(given), 3e-6);
      await expectAsReferences(() => rDrop({ ...given, ...SMOOTHED, mask: MASK }), 3e-6);
      await expectAsReferences(() => rDrop({ ...given, ...OTHERS }), 3e-6);
    }
  });

  it('equal their references for a single pass, and for one position', async () => {
    for (const classes of [2, 64, 1030]) {
      const given = { positions: 7, classes, passes: 1 };
      await expectAsReferences(() => single(given), 3e-6);
      await expectAsReferences(() => single({ ...given, ...SMOOTHED, mask: MASK }), 3e-6);
      await expectAsReferences(() => single({ ...given, positions: 1 }), 3e-6);
    }
  });

  it('add up many positions in two stages', async () => {
    await expectAsReferences(() => rDrop({ positions: 700, classes: 10, passes: 2, ...SMOOTHED }), 3e-6);
  });

  it('give nothing where nothing counts, not even of rubbish', async () => {
    const given = { positions: 3, classes: 10, passes: 2, mask: [0, 0, 0], ...SMOOTHED };
    const { kernels } = await threeWays(() => {
      const labels = tf.tensor1d([0, -100, 10], 'int32');
      const terms = (x: tf.Tensor) => rDropTerms(x, labels, { ...given, mask: tf.tensor1d(given.mask) });
      const logits = tf.fill([6, 10], NaN);
      return [terms(logits), tf.grad(terms)(logits, tf.ones([5]))];
    });
    for (const result of kernels) expect(result.every((value) => value === 0)).toBe(true);
  });

  it('take labels outside of the classes as the references do', async () => {
    const labels = [-100, 3, 10, 0, -1, 9, 11];
    await expectAsReferences(
      () => rDrop({ positions: 7, classes: 10, passes: 2, labels, ...SMOOTHED }),
      3e-6,
    );
    await expectAsReferences(() => single({ positions: 7, classes: 10, passes: 1, labels }), 3e-6);
  });

  it.each([
    ['as at the start of training', { spread: 0.1, difference: 0.05 }, 1e-5, 3e-6],
    ['of a trained model', { spread: 8, difference: 1 }, 1e-5, 3e-6],
    ['far from zero', { spread: 3, difference: 0.5, offset: 40 }, 3e-5, 3e-5],
    ['with passes that nearly agree', { spread: 5, difference: 1e-3 }, 3e-4, 3e-6],
    ['whose largest logits come late', { spread: 1, difference: 0.3, slope: 0.05 }, 3e-6, 2e-5],
    ['far beyond what exp can do', { spread: 300, difference: 100 }, 3e-6, 1e-4],
  ] as const)('stay near to double precision, logits %s', async (_, shape, klTolerance, tolerance) => {
    for (const vocabulary of [3, 100, 1601]) {
      const given = lossCase(vocabulary, 2, shape);
      const error = errors(await run(given), exactLoss(given));
      expect(error.ce, `${vocabulary}: ce`).toBeLessThan(2e-6);
      expect(error.kl, `${vocabulary}: kl`).toBeLessThan(klTolerance);
      expect(error.gradient, `${vocabulary}: gradient`).toBeLessThan(tolerance);
    }
  });

  it('have no divergence between equal passes', async () => {
    expect((await run(lossCase(1601, 2, { spread: 5, difference: 0 }))).terms.at(-1)).toBe(0);
  });

  it('leave room for classes that are ruled out', async () => {
    const drawn = lossCase(1600, 1, { spread: 3, difference: 1 });
    for (let n = 0; n < 6; n++) drawn.logits.fill(-Infinity, n * 1600, n * 1600 + 1200);
    drawn.labels.fill(1500);
    const given = { ...drawn, weights: { nll: 1, every: 0 } };
    const finite = { ...given, logits: drawn.logits.map((x) => Math.max(x, -1e4)) };
    const { ce, gradient } = errors(await run(given), exactLoss(finite));
    expect(ce).toBeLessThan(2e-6);
    expect(gradient).toBeLessThan(3e-6);
  });

  it.each([0, 1300])('pass on a NaN at class %i', async (where) => {
    for (const passes of [1, 2, 3]) {
      const given = lossCase(1601, passes, { spread: 3, difference: 1 });
      given.logits[where] = NaN;
      const { terms, gradient } = await run(given);
      expect(terms[0]).toBeNaN();
      expect(gradient.slice(0, 1601).some((x) => Number.isNaN(x))).toBe(true);
    }
  });

  it('have the same bits on every run', async () => {
    const given = { positions: 40, classes: 1030, passes: 2, ...SMOOTHED };
    const { kernels } = await threeWays(() => [...rDrop(given), ...rDrop(given)]);
    expect(kernels.slice(2)).toEqual(kernels.slice(0, 2));
  });

  it('say what does not fit, and give back what they made', () => {
    const { numBytesInGPU } = backend.memory();
    const attributes = { passes: 2, smoothing: 0, form: 'uniform' };
    const kernel = (inputs: tf.NamedTensorMap) => tf.engine().runKernel('RDropTerms', inputs, attributes);
    const [logits, labels] = [tf.zeros([6, 4]), tf.zeros([3], 'int32')];
    expect(() => kernel({ logits: tf.zeros([5, 4]), labels })).toThrow('rows that 2 passes divide, got 5');
    expect(() => kernel({ logits, labels: tf.zeros([4], 'int32') })).toThrow('labels: expected 3 elements');
    expect(() => kernel({ logits, labels, mask: tf.zeros([4]) })).toThrow('mask: expected 3 elements');
    expect(() => kernel({ logits, labels: tf.zeros([3]) })).toThrow('labels of type int32, got float32');
    expect(backend.memory().numBytesInGPU).toBe(numBytesInGPU);
  });

  it('take more positions than one row of workgroups has', async () => {
    const { logits, labels } = inputsOf({ positions: 7, classes: 10, passes: 1 });
    const program = lossProgram({ passes: 1, aligned: false, mask: false, mode: 'terms', subgroup: 0 });
    const rows = async (groups: [number, number, number]) => {
      const info = backend.output([7, 2]);
      backend.dispatch(program, {
        ...{ inputs: { logits, labels }, outputs: { row_terms: info }, groups },
        uniforms: { positions: 7, first: 0, classes: 10, terms: 2, nll_weight: 1, every_weight: 0 },
      });
      const tensor = tf.engine().makeTensorFromTensorInfo(info);
      const values = await tensor.data();
      tensor.dispose();
      return values;
    };
    expect(await rows([3, 3, 1])).toEqual(await rows([7, 1, 1]));
    tf.dispose([logits, labels]);
  });
});
