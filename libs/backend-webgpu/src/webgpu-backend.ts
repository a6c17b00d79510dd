import type { Precision, StepRecorder, StepRecorderOptions } from '@rdrop/ops';
import * as tf from '@tensorflow/tfjs';
import { WebGPUBackend, webgpu_util } from '@tensorflow/tfjs-backend-webgpu';
import { type DeviceHealth, WebGpuError } from './device/device-health.js';
import { expectBindable, type GpuLimits, limitsOf } from './device/gpu-limits.js';
import type { MatrixUnit } from './device/matrix-unit.js';
import { BindGroups } from './dispatch/bind-groups.js';
import { BufferPool, type PoolEntry } from './dispatch/buffer-pool.js';
import { type DispatchArguments, workgroupsOf } from './dispatch/dispatch-arguments.js';
import { DispatchTimer, type DispatchTime } from './dispatch/dispatch-timer.js';
import { Pipelines } from './dispatch/pipelines.js';
import type { Feature, Program } from './dispatch/program.js';
import { StepValues } from './dispatch/step-values.js';
import {
  type StockProgram,
  type StockUniform,
  stockUniforms,
  completeKey,
} from './dispatch/stock-program.js';
import { type NumberedPipeline, StockPipelines } from './dispatch/stock-pipelines.js';
import { Submission } from './dispatch/submission.js';
import { uniformWords } from './dispatch/uniform-words.js';
import { Uniforms } from './dispatch/uniforms.js';
import { WordWriter } from './dispatch/word-writer.js';
import type { Recording } from './record/recording.js';
import { WebGpuStepRecorder } from './record/step-recorder.js';
import { uploadValues } from './upload-values.js';

/** Types of tensors that a kernel may make. */
export type OutputType = 'float32' | 'int32';

export interface GpuCounts {
  /** The most that tensors have held at a time. */
  peakBytesInGPU: number;
  /** Buffers there are; blocks of uniforms; bind groups made so far. In a steady loop of equal steps none of them grows. */
  gpuBuffers: number;
  uniformBlocks: number;
  bindGroupsMade: number;
  dispatches: number;
  submissions: number;
}

const MOST_COMMANDS = 1024;

/** The stock backend leaves out and nulls what its types promise. */
function isThere(part: unknown): boolean {
  return part !== undefined && part !== null;
}

/**
 * TensorFlow.js' WebGPU backend on a dispatch path of our own: pooled buffers that are the same in every step, cached bind
 * groups and uniforms, one submission for many commands. Stock kernels take the same path, so both kinds run in the order
 * in which they were called, on the same buffers.
 *
 * What it replaces is private to version 4.22.0 of the stock backend; package.json pins that.
 */
export class RDropWebGpuBackend extends WebGPUBackend {
  readonly limits: GpuLimits;
  readonly pool: BufferPool;
  readonly submission: Submission;
  private readonly pipelines: Pipelines;
  private readonly bindGroups: BindGroups;
  private readonly uniforms: Uniforms;
  private readonly writer = new WordWriter();
  private readonly stockPipelines = new StockPipelines(() => this.pipelines.number());

  private currentRecording: Recording | undefined;

  /** A read waits until the device has done all it was told: see `waitsForReads` of `@rdrop/ops`. */
  readonly waitsForReads = true;
  /** What matrix products multiply: float32, or float16 ('mixed'; sums are of float32 all the same). */
  precision: Precision = 'float32';
  /** The matrix unit that products of float16 run on, once it has been seen to compute right. */
  matrixUnit: MatrixUnit | undefined;
  /** Tries out what 'mixed' needs: see `preparePrecision` of @rdrop/ops. */
  prepareMixed: () => Promise<readonly string[]> = () => Promise.resolve([]);
  /** Whether TensorFlow.js has done away with it. */
  isDisposed = false;

  constructor(
    device: GPUDevice,
    readonly health: DeviceHealth,
  ) {
    super(device, device.adapterInfo);
    this.limits = limitsOf(device);
    health.describeMemory = () => this.describeMemory();
    this.bindGroups = new BindGroups(device);
    this.submission = new Submission(device, new StepValues(device), MOST_COMMANDS);
    this.pool = new BufferPool(
      device,
      (entry) => this.bindGroups.forget(entry),
      () => this.submission.serial,
    );
    this.uniforms = new Uniforms(device, () => this.bindGroups.clear());
    this.pipelines = new Pipelines(device, this.health);
    this.bufferManager.dispose();
    Reflect.set(this, 'bufferManager', this.pool);
    Reflect.set(this, 'recordAndSubmit', this.runStock.bind(this));
  }

  /** Whether programs may use this part of WGSL on the device. */
  has(feature: Feature): boolean {
    const name = feature === 'f16' ? 'shader-f16' : feature.replaceAll('_', '-');
    return new Set<string>(this.device.features).has(name);
  }

  /** What is being recorded: it sees all that reaches the device, and says in which buffers. */
  get recording(): Recording | undefined {
    return this.currentRecording;
  }

  set recording(recording: Recording | undefined) {
    this.currentRecording = recording;
    this.submission.recorder = recording;
  }

  /** Records the steps it runs, and runs them again: see `createStepRecorder` of `@rdrop/ops`. */
  createStepRecorder(options: StepRecorderOptions = {}): StepRecorder {
    return new WebGpuStepRecorder(this, options);
  }

  /** Call at the beginning of a training step: equal steps then get equal buffers, and one submission each. */
  beginStep(): void {
    this.submission.flush();
    this.pool.sort();
  }

  /** What every dispatch of `body` takes on the device, in order; the dispatches run one by one meanwhile. */
  async profile(body: () => Promise<void>): Promise<DispatchTime[]> {
    this.submission.flush();
    const timer = new DispatchTimer(this.device);
    this.submission.timer = timer;
    try {
      await body();
      this.submission.flush();
    } finally {
      this.submission.timer = undefined;
    }
    return timer.read();
  }

  /**
   * Runs a program, after all that was called before.
   *
   * @throws Error when a name is missing, or a buffer is bound both to an input and to an output
   */
  dispatch(program: Program, run: DispatchArguments): void {
    const [x, y, z] = workgroupsOf(program, run, this.limits.workgroups);
    if (x * y * z === 0) return;
    const pipeline = this.pipelines.of(program);
    const buffers = program.inputNames.map((name) => this.bound(program, run.inputs, name));
    for (const name of program.outputNames) {
      const entry = this.bound(program, run.outputs, name);
      if (buffers.includes(entry)) {
        throw new Error(`${program.key}: expected the output '${name}' in a buffer of its own`);
      }
      buffers.push(entry);
    }
    this.record(
      { id: pipeline.id, pipeline: pipeline.pipeline, layout: pipeline.layout },
      {
        buffers,
        written: buffers.slice(program.inputNames.length),
        words: uniformWords(this.writer, this.submission, { program, run }),
        usesSteps: pipeline.bindings.stepValues !== undefined,
      },
      [x, y, z],
    );
  }

  /** An uninitialised tensor on the device. */
  output(shape: readonly number[], dtype: OutputType = 'float32'): tf.TensorInfo {
    const info = this.makeTensorInfo([...shape], dtype);
    const size = tf.util.sizeFromShape(info.shape);
    if (size === 0) this.tensorMap.get(info.dataId).values = tf.util.getTypedArrayFromDType(dtype, 0);
    else this.uploadToGPU(info.dataId);
    return info;
  }

  /** The same values under another name, for a kernel that has written its result over an input. */
  alias(info: tf.TensorInfo): tf.TensorInfo {
    this.incRef(info.dataId);
    return { dataId: info.dataId, shape: [...info.shape], dtype: info.dtype };
  }

  /** A tensor with the values of another. */
  duplicate(info: tf.TensorInfo): tf.TensorInfo {
    const copy = this.makeTensorInfo([...info.shape], info.dtype);
    this.uploadToGPU(copy.dataId);
    this.copy(this.bufferOf(info), this.bufferOf(copy));
    return copy;
  }

  /** Sets a tensor to zeros. */
  clear(info: tf.TensorInfo): void {
    if (tf.util.sizeFromShape(info.shape) === 0) return;
    const entry = this.bufferOf(info);
    this.use([entry], [entry]);
    this.submission.add({ kind: 'clear', buffer: entry.buffer });
  }

  override submitQueue(): void {
    this.submission.flush();
  }

  override ensureCommandEncoderReady(): void {
    // Commands are encoded when they are submitted.
  }

  override endComputePassEncoder(): void {
    // Likewise.
  }

  override write(...values: Parameters<WebGPUBackend['write']>): object {
    const dataId = super.write(...values);
    this.recording?.made.add(dataId);
    return dataId;
  }

  override uploadToGPU(dataId: object): void {
    const data = this.tensorMap.get(dataId);
    if (isThere(data.resource)) return;
    const bytes = webgpu_util.GPUBytesPerElement(data.dtype) * tf.util.sizeFromShape(data.shape);
    expectBindable(this.limits, data, bytes);
    const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST;
    const { values } = data;
    if (!isThere(values)) {
      data.resource = (this.recording?.acquire(bytes) ?? this.pool.acquire(bytes, usage)).buffer;
      return;
    }
    const content = uploadValues(values, data.dtype);
    const constant = this.recording?.constant(dataId, content);
    if (constant === undefined) {
      const { buffer } = this.pool.acquire(bytes, usage, this.submission.serial);
      data.resource = buffer;
      this.submission.upload(buffer, content);
    } else {
      data.resource = constant.buffer;
      data.external = true; // not the tensor's to give back
    }
    Reflect.set(data, 'values', null);
  }

  /** A tensor in a buffer that is not its own. */
  borrow(entry: PoolEntry, shape: readonly number[], dtype: OutputType): tf.TensorInfo {
    const info = this.makeTensorInfo([...shape], dtype);
    const data = this.tensorMap.get(info.dataId);
    data.resource = entry.buffer;
    data.external = true;
    return info;
  }

  /** The buffer of a tensor, which gets one if it has none. */
  bufferOf(info: tf.TensorInfo): PoolEntry {
    this.uploadToGPU(info.dataId);
    const { resource } = this.tensorMap.get(info.dataId);
    if (resource instanceof GPUBuffer) return this.pool.entry(resource);
    throw new Error(`webgpu: expected a tensor in a buffer, got ${info.dtype} [${info.shape.join(', ')}]`);
  }

  /** The buffer that values have at this moment, if any. */
  heldBuffer(dataId: object): PoolEntry | undefined {
    const resource = this.tensorMap.has(dataId) ? this.tensorMap.get(dataId).resource : undefined;
    return resource instanceof GPUBuffer ? this.pool.entry(resource) : undefined;
  }

  override async getBufferData(buffer: GPUBuffer): Promise<ArrayBuffer> {
    this.health.check();
    const staging = this.pool.acquire(buffer.size, GPUBufferUsage.COPY_DST | GPUBufferUsage.MAP_READ);
    this.copy(this.pool.entry(buffer), staging);
    this.submission.flush();
    try {
      await staging.buffer.mapAsync(GPUMapMode.READ);
    } catch (error) {
      return await this.health.explain(error);
    }
    const values = staging.buffer.getMappedRange().slice(0);
    staging.buffer.unmap();
    this.pool.release(staging);
    await this.health.settle();
    return values;
  }

  /** A copy of the values; nothing is kept on the host, for kernels may change a tensor in place. */
  override async read(dataId: object): Promise<tf.backend_util.BackendValues> {
    this.recording?.fail('it reads values back');
    const data = this.tensorMap.get(dataId);
    if (isThere(data.values) || isThere(data.complexTensorInfos) || !(data.resource instanceof GPUBuffer)) {
      return super.read(dataId);
    }
    const size = tf.util.sizeFromShape(data.shape);
    const bytes = await this.getBufferData(data.resource);
    if (data.dtype === 'float32') return new Float32Array(bytes, 0, size);
    const words = new Int32Array(bytes, 0, size);
    return data.dtype === 'bool' ? Uint8Array.from(words) : words;
  }

  override readSync(dataId: object): tf.backend_util.BackendValues {
    const { values, resource } = this.tensorMap.get(dataId);
    if (isThere(values) || !isThere(resource)) return super.readSync(dataId);
    throw new WebGpuError(
      'a tensor on the GPU can only be read asynchronously in Node.js: expected `await tensor.data()`, got dataSync()',
      false,
    );
  }

  override memory(): ReturnType<WebGPUBackend['memory']> & GpuCounts {
    return {
      ...super.memory(),
      peakBytesInGPU: this.pool.peakBytes,
      gpuBuffers: this.pool.count,
      uniformBlocks: this.uniforms.count,
      bindGroupsMade: this.bindGroups.misses,
      dispatches: this.submission.counts.dispatches,
      submissions: this.submission.counts.submissions,
    };
  }

  override dispose(): void {
    if (this.isDisposed) return;
    this.isDisposed = true;
    this.submission.flush();
    super.dispose();
    this.submission.stepValues.dispose();
  }

  private describeMemory(): string {
    const mebibytes = Math.round(this.pool.numBytesAllocated / 2 ** 20);
    return `${mebibytes} MiB in ${this.pool.count} buffers`;
  }

  private bound(program: Program, tensors: Readonly<Record<string, tf.TensorInfo>>, name: string): PoolEntry {
    const info = tensors[name];
    if (info === undefined) throw new Error(`${program.key}: expected a tensor '${name}'`);
    return this.bufferOf(info);
  }

  override runWebGPUProgram(...call: Parameters<WebGPUBackend['runWebGPUProgram']>): tf.TensorInfo {
    const [program] = call;
    program.shaderKey = completeKey(program);
    return super.runWebGPUProgram(...call);
  }

  /** How stock kernels run: what `recordAndSubmit` of the stock backend does, on our path. */
  private runStock(
    program: StockProgram,
    output: tf.TensorInfo,
    inputs: tf.TensorInfo[],
    uniforms?: StockUniform[],
  ): void {
    const { pipeline, dispatch } = program;
    if (dispatch.includes(0)) return;
    const buffers = [output, ...inputs].map((info) => this.bufferOf(info));
    const words = stockUniforms(
      program,
      [...inputs, output].map(({ shape }) => shape),
      uniforms ?? [],
    );
    this.record(
      this.stockPipelines.of(pipeline),
      { buffers, written: buffers.slice(0, 1), words, usesSteps: false },
      dispatch,
    );
  }

  private record(
    { id, pipeline, layout }: NumberedPipeline,
    bound: {
      buffers: readonly PoolEntry[];
      /** Those of them that are written. */
      written: readonly PoolEntry[];
      words: Uint32Array | undefined;
      usesSteps: boolean;
    },
    [x, y, z]: readonly [number, number, number],
  ): void {
    const { stepValues } = this.submission;
    this.use(bound.buffers, bound.written);
    const bindGroup = this.bindGroups.of({
      pipelineId: id,
      layout,
      buffers: bound.buffers,
      uniforms: bound.words === undefined ? undefined : this.uniforms.of(bound.words),
      steps: bound.usesSteps ? stepValues.buffer : undefined,
    });
    this.submission.add({ kind: 'dispatch', pipeline, bindGroup, x, y, z });
  }

  private copy(from: PoolEntry, to: PoolEntry): void {
    this.use([from, to], [to]);
    const bytes = Math.min(from.bytes, to.bytes); // buffers may be larger than their tensors
    this.submission.add({ kind: 'copy', from: from.buffer, to: to.buffer, bytes });
  }

  /** Notes that the next command uses buffers. */
  private use(buffers: readonly PoolEntry[], written: readonly PoolEntry[]): void {
    for (const entry of buffers) entry.lastUse = this.submission.serial;
    this.recording?.uses(buffers, written);
  }
}
