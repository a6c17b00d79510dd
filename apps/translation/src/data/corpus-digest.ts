import { createHash, type Hash } from 'node:crypto';
import { type PairBlock, readPairBlocks } from '@rdrop/datasets';
import type { CorpusFiles } from './corpus-files.js';

/** A digest of all text of a corpus: tells whether a prepared set was made from the same. */
export class CorpusDigest {
  readonly #parts: { readonly name: string; readonly source: Hash; readonly target: Hash }[] = [];

  /** Passes the blocks of a part through. */
  async *of(name: string, blocks: AsyncIterable<PairBlock>): AsyncGenerator<PairBlock, void, undefined> {
    const part = { name, source: createHash('sha256'), target: createHash('sha256') };
    this.#parts.push(part);
    for await (const block of blocks) {
      part.source.update(block.source);
      part.target.update(block.target);
      yield block;
    }
  }

  hex(): string {
    const parts = this.#parts.map(({ name, source, target }) => [
      name,
      source.digest('hex'),
      target.digest('hex'),
    ]);
    return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
  }
}

/** The digest of a corpus that is not to be prepared. The training text comes last, as when it is prepared. */
export async function corpusDigest({ train, valid, tests }: CorpusFiles): Promise<string> {
  const digest = new CorpusDigest();
  for (const { name, files } of [...(valid === undefined ? [] : [valid]), ...tests, train]) {
    const blocks = digest.of(name, readPairBlocks(files));
    while ((await blocks.next()).done !== true);
  }
  return digest.hex();
}
