/** A stretch of a stream of tokens that a language model reads at once, and which of its predictions count. */
export interface TextWindow {
  /** Number of the first token that is predicted and counted. */
  readonly start: number;
  /** Tokens that count. */
  readonly count: number;
  /** Tokens before `start` that are predicted too, but only read. */
  readonly context: number;
}

/** A stream of tokens, on the disk or in memory; `openTokenFile` gives one. */
export interface TokenStream {
  /** How many there are. */
  readonly tokens: number;
  span(start: number, count: number): Int32Array;
}

const fail = (expected: string, got: number): never => {
  throw new RangeError(`text windows: expected ${expected}, got ${got}`);
};

/** The stream in blocks of `block` tokens, the last one shorter: what training reads. Every token counts once. */
export function blockWindows(tokens: number, block: number): TextWindow[] {
  return contextWindows(tokens, block, 0);
}

/**
 * Windows of at most `block` tokens in which every counted token has `context` tokens before it, as far as there are so
 * many: each window counts `block - context` new ones. Every token counts once. fairseq's `--context-window`.
 */
export function contextWindows(tokens: number, block: number, context: number): TextWindow[] {
  if (!Number.isInteger(block) || block < 1) fail('a block of at least one token', block);
  if (!Number.isInteger(context) || context < 0 || context >= block)
    fail(`a context below the block of ${block} tokens`, context);
  const step = block - context;
  return Array.from({ length: Math.ceil(tokens / step) }, (_, at) => {
    const start = at * step;
    return { start, count: Math.min(step, tokens - start), context: Math.min(context, start) };
  });
}

/** Groups of at most `rows` windows of one shape, in order: a batch needs no padding. */
export function windowBatches(windows: readonly TextWindow[], rows: number): TextWindow[][] {
  if (!Number.isInteger(rows) || rows < 1) fail('at least one window in a batch', rows);
  const batches: TextWindow[][] = [];
  for (const window of windows) {
    const last = batches.at(-1);
    const [first] = last ?? [];
    const fits =
      last !== undefined &&
      last.length < rows &&
      first?.count === window.count &&
      first.context === window.context;
    if (fits) last.push(window);
    else batches.push([window]);
  }
  return batches;
}

/** Windows of one shape as matrices [rows, length], row-major. */
export interface WindowBatch {
  readonly rows: number;
  /** Tokens of a row: context and those that count. */
  readonly length: number;
  /** What the model reads: for every position the token before it. */
  readonly tokens: Int32Array;
  /** What it predicts. */
  readonly labels: Int32Array;
  /** Tokens that count, those at the end of every row. */
  readonly counted: number;
}

/**
 * Reads windows of one shape. @param startId what stands before the first token of the stream: the end of a line
 */
export function readWindows(
  stream: TokenStream,
  windows: readonly TextWindow[],
  startId: number,
): WindowBatch {
  const [first] = windows;
  if (first === undefined) return fail('at least one window', 0);
  const length = first.context + first.count;
  const tokens = new Int32Array(windows.length * length);
  const labels = new Int32Array(windows.length * length);
  windows.forEach(({ start, count, context }, row) => {
    if (context + count !== length) fail(`windows of ${length} tokens`, context + count);
    const from = start - context;
    const ids = stream.span(Math.max(0, from - 1), length + (from > 0 ? 1 : 0));
    labels.set(ids.subarray(from > 0 ? 1 : 0), row * length);
    if (from === 0) tokens[row * length] = startId;
    tokens.set(ids.subarray(0, from > 0 ? length : length - 1), row * length + (from > 0 ? 0 : 1));
  });
  return { rows: windows.length, length, tokens, labels, counted: windows.length * first.count };
}
