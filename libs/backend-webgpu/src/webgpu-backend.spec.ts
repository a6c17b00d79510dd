import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { programFamily } from './dispatch/program.js';
import type { StepSlot } from './dispatch/step-values.js';
import type { Command } from './dispatch/submission.js';
import { describeOnGpu } from './testing/gpu.js';

const affine = programFamily('test affine', ({ square }: { square: boolean }) => ({
  inputs: { x: 'f32' },
  outputs: { y: 'f32' },
  uniforms: { size: 'u32', shift: 'f32' },
  stepValues: { a: 'f32', b: 'i32', c: 'u32', d: 'f32', factor: 'f32' },
  workgroup: [64, 1, 1],
  main: `
  if (index >= u.size) { return; }
  let value = x[index] * step_factor() + u.shift;
  y[index] = ${square ? 'value * value' : 'value'};`,
}));

/** In place: the tensor is an output alone. */
const increment = programFamily('test increment', () => ({
  inputs: {},
  outputs: { x: 'f32' },
  uniforms: { size: 'u32' },
  workgroup: [64, 1, 1],
  main: 'if (index < u.size) { x[index] += 1.0; }',
}));

const STEP = { a: 0, b: -1, c: 4_000_000_000, d: 0 };

describeOnGpu('RDropWebGpuBackend', (backend) => {
  const infoOf = (tensor: tf.Tensor): tf.TensorInfo => tensor;
  const tensorOf = (info: tf.TensorInfo) => tf.engine().makeTensorFromTensorInfo(info);

  function scaled(x: tf.Tensor, factor: number, { shift = 0, square = false } = {}): tf.Tensor {
    const y = backend.output(x.shape);
    backend.dispatch(affine({ square }), {
      ...{ inputs: { x: infoOf(x) }, outputs: { y }, threads: x.size },
      ...{ uniforms: { size: x.size, shift }, stepValues: { ...STEP, factor } },
    });
    return tensorOf(y);
  }

  const valuesOf = async (x: tf.Tensor) => Array.from(await x.data());

  it('runs a program with uniforms, step values and options', async () => {
    const x = tf.tensor1d([1, 2, 3]);
    expect(await valuesOf(scaled(x, 2, { shift: 0.5 }))).toEqual([2.5, 4.5, 6.5]);
    expect(await valuesOf(scaled(x, -1, { square: true }))).toEqual([1, 4, 9]);
  });

  it('keeps the order of our kernels, stock ones and uploads', async () => {
    const y = tf.tidy(() => {
      let y: tf.Tensor = tf.ones([5]);
      for (let i = 1; i <= 40; i++) {
        // The upload of a scalar must not overtake the use of the buffer it gets, which was free a moment ago.
        y = tf.tidy(() => scaled(tf.add(y, tf.scalar(i)), 0.5));
      }
      return y;
    });
    let expected = 1;
    for (let i = 1; i <= 40; i++) expected = Math.fround((expected + i) / 2);
    expect(await valuesOf(y)).toEqual(Array(5).fill(expected));
  });

  it('gives every dispatch its own step values, also more than one submission can hold', async () => {
    const x = tf.ones([1]);
    const factors = Array.from({ length: 2500 }, (_, i) => i + 1);
    const tensors = factors.map((factor) => scaled(x, factor));
    expect(await valuesOf(tf.concat(tensors.map((each) => tf.reshape(each, [1]))))).toEqual(factors);
    tf.dispose(tensors);
  });

  it('reads what was written in place, and never a value kept on the host', async () => {
    const x = tf.tensor1d([1, 2, 3]);
    const add = () =>
      backend.dispatch(increment({}), { inputs: {}, outputs: { x }, uniforms: { size: 3 }, threads: 3 });
    add();
    expect(await valuesOf(x)).toEqual([2, 3, 4]);
    add();
    expect(await valuesOf(x)).toEqual([3, 4, 5]);
  });

  it('uses the same buffers, bind groups and uniforms in every step', async () => {
    const weight = tf.variable(tf.ones([20, 30]));
    const step = (update: number) => {
      backend.beginStep();
      tf.tidy(() => {
        const gradient = tf.grad((w) => tf.sum(tf.square(scaled2(w, update))))(weight);
        backend.dispatch(increment({}), {
          inputs: {},
          outputs: { x: gradient },
          uniforms: { size: 600 },
          threads: 600,
        });
      });
    };
    // Stock kernels forward and backward, with ours between them.
    const scaled2 = (w: tf.Tensor, update: number) =>
      tf.customGrad((x) => {
        if (!(x instanceof tf.Tensor)) throw new Error('expected a tensor');
        return { value: scaled(x, update), gradFunc: (dy: tf.Tensor) => scaled(dy, update) };
      })(w);
    for (let i = 0; i < 3; i++) step(i);
    await weight.data();
    const { bindGroupsMade, uniformBlocks, gpuBuffers, submissions } = backend.memory();
    for (let i = 3; i < 10; i++) step(i);
    expect(backend.memory()).toMatchObject({
      bindGroupsMade,
      uniformBlocks,
      gpuBuffers,
      submissions: submissions + 6,
    });
    weight.dispose();
  });

  it('shows all commands to a recorder, which can run them again with new values', async () => {
    const x = tensorOf(backend.output([4]));
    const count = () =>
      backend.dispatch(increment({}), { inputs: {}, outputs: { x }, uniforms: { size: 4 }, threads: 4 });
    backend.clear(x);
    count();
    backend.submission.flush();
    const commands: Command[] = [];
    const slots: StepSlot[] = [];
    backend.submission.recorder = {
      uses: () => undefined,
      command: (command) => commands.push(command),
      upload: () => expect.fail('nothing was to be uploaded'),
      submit: (all) => slots.push(...all),
    };
    const y = scaled(scaled(x, 3), 5);
    backend.submission.flush();
    backend.submission.recorder = undefined;
    expect(slots.map(({ values }) => values['factor'])).toEqual([3, 5]);
    expect(commands).toHaveLength(2);
    expect(await valuesOf(y)).toEqual([15, 15, 15, 15]);
    count();
    backend.submission.flush();
    const factors = Float32Array.from([7, 10]);
    slots.forEach(({ first }, i) => {
      // The factor is the fifth value: the first word of the second vector.
      backend.device.queue.writeBuffer(backend.submission.stepValues.buffer, 16 * (first + 1), factors, i, 1);
    });
    for (const command of commands) backend.submission.add(command);
    expect(await valuesOf(y)).toEqual([140, 140, 140, 140]);
  });

  it('tells what dispatches took', async () => {
    const x = tf.ones([1000]);
    const times = await backend.profile(async () => {
      const y = tf.neg(scaled(x, 2));
      backend.clear(x);
      await y.data();
    });
    expect(times.map(({ label }) => label)).toEqual(['test affine', 'UnaryOpProgram']);
    for (const { ms } of times) {
      expect(ms).toBeGreaterThanOrEqual(0);
      expect(ms).toBeLessThan(10_000);
    }
  });

  it('tells apart stock programs that are written for one length', async () => {
    for (const length of [3, 5, 9]) {
      const sums = await valuesOf(tf.cumsum(tf.ones([length]), 0, false, true));
      expect(sums).toEqual(Array.from({ length }, (_, i) => length - i));
    }
  });

  it('copies a tensor, and clears one', async () => {
    const x = tf.tensor1d([1, 2, 3, 4, 5]);
    const copy = tensorOf(backend.duplicate(x));
    backend.clear(x);
    expect(await valuesOf(copy)).toEqual([1, 2, 3, 4, 5]);
    expect(await valuesOf(x)).toEqual([0, 0, 0, 0, 0]);
  });

  it('takes empty tensors', async () => {
    const x = tf.zeros([0, 3]);
    expect(await valuesOf(scaled(x, 2))).toEqual([]);
    backend.clear(x);
  });

  it('refuses what would go wrong in silence', () => {
    const x = tf.ones([4]);
    const y = tf.ones([4]);
    const uniforms = { size: 4, shift: 0 };
    const stepValues = { ...STEP, factor: 1 };
    const run = (changed: object) =>
      backend.dispatch(affine({ square: false }), {
        ...{ inputs: { x }, outputs: { y }, uniforms, stepValues, threads: 4 },
        ...changed,
      });
    expect(() => run({ outputs: { y: x } })).toThrow("expected the output 'y' in a buffer of its own");
    expect(() => run({ inputs: {} })).toThrow("test affine: expected a tensor 'x'");
    expect(() => run({ uniforms: { size: 4 } })).toThrow("expected a value for 'shift'");
    expect(() => run({ uniforms: { ...uniforms, size: -1 } })).toThrow("expected 'size' of type u32, got -1");
    expect(() => run({ stepValues: { ...stepValues, b: 0.5 } })).toThrow("expected 'b' of type i32, got 0.5");
    expect(() => run({ threads: undefined })).toThrow('expected groups or threads');
    expect(() => y.dataSync()).toThrow('expected `await tensor.data()`, got dataSync()');
  });

  it('reports WGSL that is not valid with the next read, once', async () => {
    const broken = programFamily('test broken', () => ({
      ...{ inputs: {}, outputs: { x: 'f32' }, workgroup: [1, 1, 1] },
      main: 'x[0] = nonsense;',
    }));
    const x = tf.ones([1]);
    backend.dispatch(broken({}), { inputs: {}, outputs: { x }, threads: 1 });
    await expect(x.data()).rejects.toThrow(/webgpu: the program 'test broken' is not valid: .*nonsense/s);
    expect(await valuesOf(tf.add(x, 1))).toEqual([2]);
  });

  it('says which tensor is too large for the GPU', () => {
    const most = backend.device.limits.maxStorageBufferBindingSize;
    expect(() => backend.output([2, most / 4])).toThrow(
      expect.objectContaining({ expected: true, message: expect.stringContaining('use smaller batches') }),
    );
  });
});
