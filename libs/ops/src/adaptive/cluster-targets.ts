/** The rows of one pass whose word is of a tail cluster, on the host. All three have the same length, padded (mask 0). */
export interface TailTargets {
  /** Row of the pass, 0 where the mask is. */
  readonly rows: Int32Array;
  /** Number of the word within its cluster. */
  readonly labels: Int32Array;
  /** 1 = counts. */
  readonly mask: Float32Array;
}

/** What the clusters of an adaptive softmax are to predict, on the host. */
export interface ClusterTargets {
  /** [N]: the word itself where it is of the head, else the symbol of its cluster, `cutoffs[0] + c`. */
  readonly head: Int32Array;
  readonly tails: readonly TailTargets[];
}

export interface ClusterTargetsOptions {
  /** First word after the head, and after every tail but the last: [20000, 60000] makes a head and two tails. */
  readonly cutoffs: readonly number[];
  /** [N], 0 = padding: such a row is in no tail. Default: every row counts. */
  readonly mask?: Float32Array | undefined;
  /**
   * The official code takes this number for padding within tails too, where it is a real word (1: the words 20,001 and
   * 60,001), and leaves their rows out of a tail's loss. Default: every word counts.
   */
  readonly ignoredTailIndex?: number | undefined;
}

/** Rows of a tail are padded to a multiple of this share of all, so that few shapes come. */
const PADDING_SHARE = 16;

function padded(rows: readonly number[], size: number): Int32Array {
  const values = new Int32Array(size);
  values.set(rows);
  return values;
}

/** Sorts target words by the clusters of an adaptive softmax. */
export function clusterTargets(labels: Int32Array, options: ClusterTargetsOptions): ClusterTargets {
  const { cutoffs, mask, ignoredTailIndex } = options;
  const headWords = cutoffs[0] ?? Infinity;
  const head = Int32Array.from(labels);
  const step = Math.max(8, Math.ceil(labels.length / PADDING_SHARE));
  const tails = cutoffs.map((start, cluster): TailTargets => {
    const end = cutoffs[cluster + 1] ?? Infinity;
    const rows: number[] = [];
    const words: number[] = [];
    labels.forEach((label, row) => {
      if (label < start || label >= end || mask?.[row] === 0) return;
      head[row] = headWords + cluster;
      if (label - start === ignoredTailIndex) return;
      rows.push(row);
      words.push(label - start);
    });
    const size = Math.max(1, Math.ceil(rows.length / step)) * step;
    return {
      rows: padded(rows, size),
      labels: padded(words, size),
      mask: new Float32Array(size).fill(1, 0, rows.length),
    };
  });
  return { head, tails };
}
