import { open } from 'node:fs/promises';
import {
  blockLines,
  DataError,
  encodeLines,
  type ParallelFiles,
  type ParallelText,
  readPairBlocks,
} from '@rdrop/datasets';
import { hasFactors } from '@rdrop/text';
import type { CorpusDigest } from './corpus-digest.js';
import type { CorpusFiles, CorpusPart } from './corpus-files.js';
import { inFolder, pass, type PreparationContext } from './preparation-context.js';
import { pairTokenizer, tokenizeStep, type TokenizeSettings } from './steps/tokenize-step.js';

/** Pairs that were taken out of the training text: as they came, and as tokens. */
export interface HeldOut {
  readonly raw: ParallelText;
  readonly tokens: ParallelText;
}

/** The training text as tokens, on the disk. */
export interface TokenizedTraining {
  readonly files: ParallelFiles;
  readonly pairs: number;
  /** Absent when nothing is to be held out. */
  readonly heldOut?: HeldOut;
  /** Whether `|` divides factors in it, as clean-corpus sees it. */
  readonly factored: boolean;
}

/** The cleaner judges by the first pair of the text whether it has factors. */
async function isFactored(train: CorpusPart, settings: TokenizeSettings): Promise<boolean> {
  const blocks = readPairBlocks(train.files, 1);
  const { value, done } = await blocks.next();
  await blocks.return();
  if (done === true) return false;
  const { source, target } = pairTokenizer(settings)({
    source: blockLines(value, 'source'),
    target: blockLines(value, 'target'),
  });
  return hasFactors({ source: source[0] ?? '', target: target[0] ?? '' });
}

/**
 * Tokenises, cleans and lower-cases the training text on all threads, takes the validation pairs out where the corpus has
 * no others, and leaves tokens in two files. Nothing but blocks and the validation pairs is in memory.
 */
export async function tokenizeTraining(
  { train, valid }: CorpusFiles,
  context: PreparationContext,
  digest: CorpusDigest,
): Promise<TokenizedTraining> {
  const { data, blockPairs } = context;
  const first = { data, form: train.form, treatment: 'training', factored: false } as const;
  const settings = { ...first, factored: await isFactored(train, first) };
  const every = valid === undefined ? data.holdOutEvery : undefined;
  const held = { raw: pairs(), tokens: pairs() };
  const files = {
    source: inFolder(context, 'train.tokens.source'),
    target: inFolder(context, 'train.tokens.target'),
  };
  const output = { source: await open(files.source, 'w'), target: await open(files.target, 'w') };
  let [read, kept] = [0, 0];
  try {
    const blocks = digest.of(train.name, readPairBlocks(train.files, blockPairs));
    for await (const { raw, tokens, pairs: count } of pass(context, blocks, tokenizeStep, settings)) {
      const isHeld = (index: number): boolean => every !== undefined && (read + index + 1) % every === 0;
      for (const side of ['source', 'target'] as const) {
        if (every === undefined) {
          await output[side].writeFile(tokens[side]);
          continue;
        }
        const lines = linesOf(tokens[side]);
        held.tokens[side].push(...lines.filter((_, index) => isHeld(index)));
        held.raw[side].push(...linesOf(raw[side]).filter((_, index) => isHeld(index)));
        await output[side].writeFile(encodeLines(lines.filter((_, index) => !isHeld(index))));
      }
      const taken = every === undefined ? 0 : Math.floor((read + count) / every) - Math.floor(read / every);
      read += count;
      kept += count - taken;
    }
  } finally {
    await output.source.close();
    await output.target.close();
  }
  if (kept === 0)
    throw new DataError(`No training pair of ${train.files[0]?.source} is left after cleaning.`);
  return {
    files,
    pairs: kept,
    factored: settings.factored,
    ...(every === undefined ? {} : { heldOut: held }),
  };
}

const pairs = (): { source: string[]; target: string[] } => ({ source: [], target: [] });

function linesOf(bytes: Uint8Array): string[] {
  if (bytes.length === 0) return [];
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength - 1)
    .toString('utf8')
    .split('\n');
}
