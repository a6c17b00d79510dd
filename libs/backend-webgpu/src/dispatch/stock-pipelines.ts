/** A pipeline with the number that bind groups are cached under, and the layout they are made by. */
export interface NumberedPipeline {
  readonly id: number;
  readonly pipeline: GPUComputePipeline;
  readonly layout: GPUBindGroupLayout;
}

/** Numbers and layouts of the pipelines that stock kernels bring along. Asking a pipeline for its layout makes a new one each time. */
export class StockPipelines {
  readonly #known = new WeakMap<GPUComputePipeline, NumberedPipeline>();

  /** @param nextNumber a number that no other pipeline has */
  constructor(private readonly nextNumber: () => number) {}

  of(pipeline: GPUComputePipeline): NumberedPipeline {
    const found = this.#known.get(pipeline);
    if (found !== undefined) return found;
    const numbered = { id: this.nextNumber(), pipeline, layout: pipeline.getBindGroupLayout(0) };
    this.#known.set(pipeline, numbered);
    return numbered;
  }
}
