import type { DeviceHealth } from '../device/device-health.js';
import type { Program } from './program.js';
import { bindingsOf, type Bindings, wgslModule } from './wgsl-module.js';

/** A program as the device runs it. */
export interface Pipeline {
  readonly id: number;
  readonly pipeline: GPUComputePipeline;
  readonly layout: GPUBindGroupLayout;
  readonly bindings: Bindings;
}

/** Pipelines of programs, made at their first use; layouts are explicit, so several outputs are possible. */
export class Pipelines {
  private readonly made = new Map<Program, Pipeline>();
  private nextId = 0;

  constructor(
    private readonly device: GPUDevice,
    private readonly health: DeviceHealth,
  ) {}

  /** A number for a pipeline, for keys of bind groups: one sequence with pipelines that were made elsewhere. */
  number(): number {
    return this.nextId++;
  }

  of(program: Program): Pipeline {
    let known = this.made.get(program);
    if (known === undefined) {
      known = this.create(program);
      this.made.set(program, known);
    }
    return known;
  }

  private create(program: Program): Pipeline {
    const { device } = this;
    const bindings = bindingsOf(program);
    device.pushErrorScope('validation');
    const layout = device.createBindGroupLayout({ entries: layoutEntries(program, bindings) });
    const pipeline = device.createComputePipeline({
      label: program.key,
      layout: device.createPipelineLayout({ bindGroupLayouts: [layout] }),
      compute: { module: device.createShaderModule({ label: program.key, code: wgslModule(program) }) },
    });
    this.health.watch(`the program '${program.key}' is not valid`, device.popErrorScope());
    return { id: this.number(), pipeline, layout, bindings };
  }
}

function layoutEntries(program: Program, bindings: Bindings): GPUBindGroupLayoutEntry[] {
  const inputs = program.inputNames.length;
  const typeOf = (binding: number): GPUBufferBindingType => {
    if (binding < inputs) return 'read-only-storage';
    return binding === bindings.uniforms || binding === bindings.stepValues ? 'uniform' : 'storage';
  };
  return Array.from({ length: bindings.count }, (_, binding) => ({
    binding,
    visibility: GPUShaderStage.COMPUTE,
    buffer: { type: typeOf(binding) },
  }));
}
