/** An immutable block of uniforms on the device. */
export interface UniformBlock {
  readonly id: number;
  readonly binding: GPUBufferBinding;
}

const PAGE_BYTES = 2 ** 16;
const MAXIMUM_PAGES = 1024;

/**
 * Blocks of uniforms by content: written once, never changed, never freed. What changes with every step belongs into the
 * step values; should blocks pile up all the same, all are dropped (bind groups keep those they use).
 */
export class Uniforms {
  private readonly blocks = new Map<string, UniformBlock>();
  private page: GPUBuffer | undefined;
  private pages = 0;
  private offset = 0;
  private nextId = 0;
  private readonly alignment: number;

  constructor(
    private readonly device: GPUDevice,
    /** Called when all blocks are dropped. */
    private readonly dropped: () => void,
  ) {
    this.alignment = device.limits.minUniformBufferOffsetAlignment;
  }

  get count(): number {
    return this.blocks.size;
  }

  /** The block with this content; `words` may be reused by the caller. */
  of(words: Uint32Array): UniformBlock {
    let key = '';
    for (const word of words) key += `${word},`;
    let block = this.blocks.get(key);
    if (block === undefined) {
      block = this.create(words);
      this.blocks.set(key, block);
    }
    return block;
  }

  private create(words: Uint32Array): UniformBlock {
    const size = Math.ceil(words.byteLength / 16) * 16;
    const place = Math.ceil(size / this.alignment) * this.alignment;
    if (this.page === undefined || this.offset + place > PAGE_BYTES) {
      if (this.pages === MAXIMUM_PAGES) this.drop();
      this.page = this.device.createBuffer({
        size: PAGE_BYTES,
        usage: GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST,
      });
      this.pages += 1;
      this.offset = 0;
    }
    const binding = { buffer: this.page, offset: this.offset, size };
    this.device.queue.writeBuffer(this.page, this.offset, words.slice());
    this.offset += place;
    return { id: this.nextId++, binding };
  }

  private drop(): void {
    this.blocks.clear();
    this.pages = 0;
    this.dropped();
  }
}
