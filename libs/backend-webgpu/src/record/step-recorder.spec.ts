import { createStepRecorder, dropout, type RecordableStep, type StepRecorder } from '@rdrop/ops';
import * as tf from '@tensorflow/tfjs';
import { afterEach, expect, it } from 'vitest';
import { describeOnGpu } from '../testing/gpu.js';
import { SmallModel } from '../testing/small-model.js';

const UPDATES = 24;

interface Made {
  readonly results: readonly Readonly<Record<string, number>>[];
  readonly variables: readonly number[][];
}

/** Runs a step by the host's code, as nothing records it. */
async function runPlainly({ inputs, body }: RecordableStep): Promise<Readonly<Record<string, number>>> {
  const results = tf.tidy(() => {
    const tensors = Object.entries(inputs).map(([name, { values, shape }]) => [
      name,
      tf.tensor(values, [...shape], 'int32'),
    ]);
    return { ...body(Object.fromEntries(tensors)) };
  });
  const numbers: Record<string, number> = {};
  for (const [name, scalar] of Object.entries(results)) numbers[name] = (await scalar.data())[0] ?? NaN;
  tf.dispose(results);
  return numbers;
}

function recorderOf(onNote?: (note: string) => void): StepRecorder {
  const recorder = createStepRecorder(onNote === undefined ? {} : { onNote });
  if (recorder === undefined) throw new Error('expected the backend to record');
  return recorder;
}

async function train(
  run: (step: RecordableStep) => Promise<() => Promise<Made['results'][number]>>,
  model = new SmallModel(),
) {
  const reads: (() => Promise<Made['results'][number]>)[] = [];
  for (let update = 0; update < UPDATES; update++) reads.push(await run(model.step(update)));
  const results = await Promise.all(reads.map((read) => read()));
  const variables = await Promise.all(model.variables.map(async (each) => Array.from(await each.data())));
  model.dispose();
  return { results, variables };
}

describeOnGpu('a step recorder', (backend) => {
  afterEach(() => tf.disposeVariables());

  it('runs steps of several shapes again, bit for bit', async () => {
    const plain = await train(async (step) => {
      const numbers = await runPlainly(step);
      return () => Promise.resolve(numbers);
    });
    const notes: string[] = [];
    const recorder = recorderOf((note) => notes.push(note));
    const { numTensors } = tf.memory();
    const recorded = await train(async (step) => {
      const reading = await recorder.run(step);
      return () => reading.read();
    });
    expect(notes).toEqual([]);
    expect(recorder.replays).toBeGreaterThan(UPDATES / 2);
    expect(recorded).toEqual(plain);
    expect(new Set(plain.results.map(({ kl }) => kl)).size).toBe(UPDATES);
    recorder.dispose();
    expect(tf.memory().numTensors).toBe(numTensors);
  });

  it('scales losses inside recorded steps, and skips the updates that overflow, bit for bit', async () => {
    const plain = await train(
      async (step) => {
        const numbers = await runPlainly(step);
        return () => Promise.resolve(numbers);
      },
      new SmallModel({ scaled: true }),
    );
    const recorder = recorderOf();
    const recorded = await train(
      async (step) => {
        const reading = await recorder.run(step);
        return () => reading.read();
      },
      new SmallModel({ scaled: true }),
    );
    expect(recorder.replays).toBeGreaterThan(UPDATES / 3);
    expect(recorded).toEqual(plain);
    const isSkipped = recorded.results.map(({ norm }) => norm === 0);
    const skipped = isSkipped.filter(Boolean).length;
    const [counts, corrections] = recorded.variables.slice(-2);
    expect(counts?.[1]).toBe(skipped);
    expect(skipped).toBeGreaterThan(isSkipped.indexOf(false) + 1); // not only at first
    expect(skipped).toBeLessThan(UPDATES / 2);
    [0.9, 0.98].forEach((beta, i) => {
      expect(corrections?.[i]).toBeCloseTo(1 - beta ** (UPDATES - skipped), 6);
    });
    recorder.dispose();
  });

  it('keeps apart what belongs to others while steps run again', async () => {
    const recorder = recorderOf();
    const model = new SmallModel();
    const [weight] = model.variables;
    if (weight === undefined) throw new Error('expected a variable');
    const kept: { tensor: tf.Tensor; values: number }[] = [];
    let snapshot: { readonly tensor: tf.Tensor; readonly values: number[] } | undefined;
    for (let update = 0; update < UPDATES; update++) {
      await (await recorder.run(model.step(update))).read();
      // Of the sizes that the steps use.
      kept.push({ tensor: tf.fill([2, 3 + (update % 3), 12], update), values: update });
      if (update === 15) snapshot = { tensor: weight.clone(), values: Array.from(await weight.data()) };
    }
    for (const { tensor, values } of kept) {
      expect(Array.from(await tf.mul(tensor, 1).data())).toEqual(Array(tensor.size).fill(values));
    }
    expect(Array.from((await snapshot?.tensor.data()) ?? [])).toEqual(snapshot?.values);
    expect(Array.from(await weight.data())).not.toEqual(snapshot?.values);
    expect(recorder.replays).toBeGreaterThan(UPDATES / 4); // the clone made all plans void once
    tf.dispose([snapshot?.tensor ?? [], kept.map(({ tensor }) => tensor)]);
    model.dispose();
    recorder.dispose();
  });

  it('goes on with the values that a variable is given between steps', async () => {
    const recorder = recorderOf();
    const x = tf.variable(tf.scalar(1));
    const step: RecordableStep = {
      ...{ key: '', update: 0, inputs: {} },
      body: () => ({ y: tf.mul(x, 2) }),
    };
    const result = async () => (await (await recorder.run(step)).read())['y'];
    for (let i = 0; i < 5; i++) expect(await result()).toBe(2);
    const { replays } = recorder;
    expect(replays).toBeGreaterThan(0);
    x.assign(tf.scalar(4));
    for (let i = 0; i < 5; i++) expect(await result()).toBe(8);
    expect(recorder.replays).toBeGreaterThan(replays);
    recorder.dispose();
  });

  it('runs steps again that are submitted in parts', async () => {
    const recorder = recorderOf();
    const step = (update: number): RecordableStep => ({
      ...{ key: '', update, inputs: { x: { values: Float32Array.of(update), shape: [] } } },
      body: ({ x }) => {
        let y = tf.mul(x ?? NaN, 1);
        for (let i = 0; i < 1500; i++) y = tf.add(y, 1);
        return { y: y.asScalar() };
      },
    });
    for (let update = 0; update < 5; update++) {
      expect(await (await recorder.run(step(update))).read()).toEqual({ y: update + 1500 });
    }
    expect(recorder.replays).toBeGreaterThan(1);
    recorder.dispose();
  });

  it('uses no more memory and makes no more bind groups from step to step', async () => {
    const recorder = recorderOf();
    const model = new SmallModel();
    const run = async (first: number, last: number) => {
      for (let update = first; update < last; update++) await (await recorder.run(model.step(update))).read();
    };
    await run(0, 12);
    const { bindGroupsMade, uniformBlocks, gpuBuffers, submissions, dispatches } = backend.memory();
    await run(12, 18);
    const after = backend.memory();
    expect(after).toMatchObject({ bindGroupsMade, uniformBlocks, gpuBuffers, submissions: submissions + 6 });
    expect((after.dispatches - dispatches) % 6).toBe(0);
    model.dispose();
    recorder.dispose();
  });

  const x = () => tf.variable(tf.tensor1d([1, 2, 3]));
  let calls = 0;
  const unfit: Readonly<Record<string, () => (inputs: object, update: number) => tf.Tensor>> = {
    'it assigns a variable': () => {
      const variable = x();
      return () => {
        variable.assign(tf.add(variable, 1));
        return tf.sum(variable);
      };
    },
    'it leaves tensors behind': () => () => tf.sum(tf.keep(tf.add(tf.ones([3]), 1))),
    'it reads values back': () => () => {
      const y = tf.sum(tf.add(tf.ones([3]), 1));
      void y.data();
      return y;
    },
    'two runs of it are never the same': () => () => tf.sum(tf.dropout(tf.ones([100]), 0.5)),
    "'key0' of 'RDropDropout rates=1' changes from step to step and was not declared": () => () => {
      calls += 1;
      const drop = { kind: 'philox', key: { k0: calls, k1: 1 }, rates: [0.5] } as const;
      return tf.sum(dropout(tf.ones([100]), drop));
    },
    'it makes a tensor of 70000 values on the host, which have to be an input': () => () =>
      tf.sum(tf.tensor1d(new Float32Array(70_000))),
  };

  it.each(Object.entries(unfit))(
    'leaves alone a step of which %s, and says so once',
    async (reason, make) => {
      const notes: string[] = [];
      const recorder = recorderOf((note) => notes.push(note));
      const body = make();
      for (let update = 0; update < 10; update++) {
        const step = {
          ...{ key: '', update, inputs: {} },
          body: (inputs: object) => ({ y: body(inputs, update).asScalar() }),
        };
        const { y } = await (await recorder.run(step)).read();
        expect(y).toBeGreaterThanOrEqual(0);
      }
      expect(recorder.replays).toBe(0);
      expect(notes).toEqual([
        `a training step is not recorded, for ${reason.replace('key0', 'mask_key0')}; it runs as usual, slower`,
      ]);
      recorder.dispose();
    },
  );
});
