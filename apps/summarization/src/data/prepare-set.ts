import { join } from 'node:path';
import {
  buildWholeFolder,
  createTokenFile,
  packRows,
  SUMMARY_PARTS,
  type SummaryPair,
  type SummaryPart,
  writeLines,
  writeTextAtomic,
} from '@rdrop/datasets';
import { readTokenizer, writeTokenizerFiles } from '@rdrop/nn';
import {
  byteLevelWords,
  learnByteLevelBpe,
  type PretrainedTokenizer,
  type TokenizerFiles,
} from '@rdrop/text';
import type { DataSettings } from '../experiment-schema.js';
import type { SummaryParts } from './corpora.js';
import {
  INFO_FILE,
  type PartCounts,
  PREPARED_VERSION,
  type PreparedInfo,
  textFile,
} from './prepared-layout.js';
import { readPreparedInfo } from './prepared-set.js';

export interface PrepareSetOptions {
  /** The tokenizer files of a published checkpoint, when the settings ask for one. */
  readonly tokenizerFiles: TokenizerFiles | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onStep?: ((what: string) => void) | undefined;
}

/** Pairs are encoded and written in blocks of so many. */
const BLOCK = 256;
/** Longest row a token file takes; documents are cut to far less when they are read. */
const LONGEST = 60_000;

async function learnTokenizer(
  parts: SummaryParts,
  merges: number,
  signal: AbortSignal | undefined,
): Promise<TokenizerFiles> {
  const counts = new Map<string, number>();
  for await (const { document, summary } of parts.train()) {
    signal?.throwIfAborted();
    for (const word of [...byteLevelWords(document), ...byteLevelWords(summary)]) {
      counts.set(word, (counts.get(word) ?? 0) + 1);
    }
  }
  return learnByteLevelBpe(counts, merges);
}

/** Encodes one part into a token file; of parts that are scored the text is kept too. */
async function encodePart(
  pairs: AsyncIterable<SummaryPair>,
  part: SummaryPart,
  {
    folder,
    tokenizer,
    signal,
  }: {
    readonly folder: string;
    readonly tokenizer: PretrainedTokenizer;
    readonly signal: AbortSignal | undefined;
  },
): Promise<PartCounts> {
  const shape = { sides: 2, bound: tokenizer.vocabularySize };
  const writer = await createTokenFile(join(folder, part), shape);
  const counts = { pairs: 0, empty: 0, sourceTokens: 0, targetTokens: 0 };
  const kept: SummaryPair[] = [];
  let block: Int32Array[][] = [];
  const flush = async (): Promise<void> => {
    await writer.append(packRows(block, shape));
    block = [];
  };
  try {
    for await (const pair of pairs) {
      signal?.throwIfAborted();
      if (pair.document === '' || pair.summary === '') {
        counts.empty += 1;
        continue;
      }
      const [source, target] = [pair.document, pair.summary].map(
        (text) => tokenizer.encode(text, undefined, { maxLength: LONGEST }).ids,
      );
      if (source === undefined || target === undefined) continue;
      counts.pairs += 1;
      counts.sourceTokens += source.length;
      counts.targetTokens += target.length;
      if (part !== 'train') kept.push(pair);
      if (block.push([source, target]) === BLOCK) await flush();
    }
    await flush();
    await writer.finish();
  } catch (error) {
    await writer.abandon();
    throw error;
  }
  if (part !== 'train') {
    await writeLines(
      join(folder, textFile(part, 'documents')),
      kept.map(({ document }) => document),
    );
    await writeLines(
      join(folder, textFile(part, 'summaries')),
      kept.map(({ summary }) => summary),
    );
  }
  return counts;
}

/**
 * Prepares a data set: a byte-level BPE is learned on the training text or taken from a checkpoint, and every part becomes a
 * binary file of token ids, read row by row in training. Only a block of pairs is in memory. The set appears under
 * `folder` whole or not at all.
 */
export async function prepareSet(
  parts: SummaryParts,
  settings: DataSettings,
  folder: string,
  { tokenizerFiles, signal, onStep }: PrepareSetOptions,
): Promise<void> {
  const build = async (building: string): Promise<void> => {
    const { tokenizer: choice } = settings;
    if (choice.kind === 'learned') onStep?.(`learning ${choice.merges} merges`);
    const files =
      choice.kind === 'learned' ? await learnTokenizer(parts, choice.merges, signal) : (tokenizerFiles ?? {});
    await writeTokenizerFiles(building, files);
    const tokenizer = await readTokenizer(building);
    const counted: Partial<Record<SummaryPart, PartCounts>> = {};
    for (const part of SUMMARY_PARTS) {
      onStep?.(`encoding ${part}`);
      counted[part] = await encodePart(parts[part](), part, { folder: building, tokenizer, signal });
    }
    const info = {
      version: PREPARED_VERSION,
      settings: JSON.stringify(settings),
      vocabulary: tokenizer.vocabularySize,
      parts: counted,
    } satisfies Omit<PreparedInfo, 'parts'> & { parts: typeof counted };
    await writeTextAtomic(join(building, INFO_FILE), [`${JSON.stringify(info, undefined, 2)}\n`]);
  };
  await buildWholeFolder(folder, build, async () => (await readPreparedInfo(folder)) !== undefined);
}
