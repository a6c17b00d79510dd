/** What one dispatch took on the device. */
export interface DispatchTime {
  /** The key of its program, or the name of a stock one. */
  readonly label: string;
  readonly ms: number;
}

const NANOSECONDS = 8; // bytes of a timestamp

/** Times every dispatch of the submissions it sees, each in a pass of its own: for finding what is slow, not for training. */
export class DispatchTimer {
  private readonly times: Promise<DispatchTime[]>[] = [];

  /** @throws Error when the device has no clock */
  constructor(private readonly device: GPUDevice) {
    if (!device.features.has('timestamp-query')) {
      throw new Error('webgpu: expected a GPU with timestamps for a profile, this one has none');
    }
  }

  /** Queries for so many dispatches: what to give to each pass, and what to do when all are encoded and submitted. */
  submission(labels: readonly string[]) {
    const { device } = this;
    const count = 2 * labels.length;
    const querySet = device.createQuerySet({ type: 'timestamp', count });
    const size = count * NANOSECONDS;
    const resolved = device.createBuffer({
      size,
      usage: GPUBufferUsage.QUERY_RESOLVE | GPUBufferUsage.COPY_SRC,
    });
    const staging = device.createBuffer({ size, usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST });
    return {
      pass: (index: number): GPUComputePassTimestampWrites => ({
        ...{ querySet, beginningOfPassWriteIndex: 2 * index, endOfPassWriteIndex: 2 * index + 1 },
      }),
      encoded: (encoder: GPUCommandEncoder) => {
        encoder.resolveQuerySet(querySet, 0, count, resolved, 0);
        encoder.copyBufferToBuffer(resolved, 0, staging, 0, size);
      },
      submitted: () => {
        this.times.push(readTimes(staging, labels));
        querySet.destroy();
        resolved.destroy();
      },
    };
  }

  /** All dispatches so far, in order. */
  async read(): Promise<DispatchTime[]> {
    return (await Promise.all(this.times)).flat();
  }
}

async function readTimes(staging: GPUBuffer, labels: readonly string[]): Promise<DispatchTime[]> {
  await staging.mapAsync(GPUMapMode.READ);
  const clock = new BigUint64Array(staging.getMappedRange().slice(0));
  staging.destroy();
  return labels.map((label, i) => ({
    label,
    ms: Number((clock[2 * i + 1] ?? 0n) - (clock[2 * i] ?? 0n)) / 1e6,
  }));
}
