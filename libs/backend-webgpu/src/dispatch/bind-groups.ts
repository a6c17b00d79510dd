import type { PoolEntry } from './buffer-pool.js';
import type { UniformBlock } from './uniforms.js';

/** What one bind group binds, in the order of the bindings. */
export interface Bound {
  /** Number of the pipeline, and the layout of its group. */
  readonly pipelineId: number;
  readonly layout: GPUBindGroupLayout;
  readonly buffers: readonly PoolEntry[];
  readonly uniforms: UniformBlock | undefined;
  /** The buffer of step values, for programs that have some. */
  readonly steps: GPUBuffer | undefined;
}

/** Bind groups by pipeline and what is bound: ten microseconds each to make, none to find again. */
export class BindGroups {
  /** How often one had to be made. */
  misses = 0;
  private readonly groups = new Map<string, GPUBindGroup>();
  private readonly keysOfBuffer = new Map<number, Set<string>>();

  constructor(private readonly device: GPUDevice) {}

  of(bound: Bound): GPUBindGroup {
    let key = String(bound.pipelineId);
    for (const { id } of bound.buffers) key += `,${id}`;
    if (bound.uniforms !== undefined) key += `:${bound.uniforms.id}`;
    let group = this.groups.get(key);
    if (group === undefined) {
      group = this.create(bound);
      this.groups.set(key, group);
      for (const { id } of bound.buffers) this.note(id, key);
    }
    return group;
  }

  /** Drops the groups that bind a buffer. */
  forget({ id }: PoolEntry): void {
    for (const key of this.keysOfBuffer.get(id) ?? []) this.groups.delete(key);
    this.keysOfBuffer.delete(id);
  }

  clear(): void {
    this.groups.clear();
    this.keysOfBuffer.clear();
  }

  private note(id: number, key: string): void {
    const keys = this.keysOfBuffer.get(id);
    if (keys === undefined) this.keysOfBuffer.set(id, new Set([key]));
    else keys.add(key);
  }

  private create({ layout, buffers, uniforms, steps }: Bound): GPUBindGroup {
    this.misses += 1;
    const resources: GPUBufferBinding[] = buffers.map(({ buffer }) => ({ buffer }));
    if (uniforms !== undefined) resources.push(uniforms.binding);
    if (steps !== undefined) resources.push({ buffer: steps });
    return this.device.createBindGroup({
      layout,
      entries: resources.map((resource, binding) => ({ binding, resource })),
    });
  }
}
