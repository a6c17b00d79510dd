import { readGolden } from './golden.js';

interface GoldenResult {
  readonly score: number;
  readonly pValue: number | null;
  readonly mean: number | null;
  readonly halfWidth: number | null;
}

/** Numbers of numpy's generator, of paired tests, and outputs of sacreBLEU's command line. */
export interface GoldenResampling {
  readonly streams: readonly {
    readonly seed: number;
    readonly words: readonly number[];
    /** Draws below each bound, one after the other from one stream. */
    readonly indices: Readonly<Record<string, readonly number[]>>;
    readonly bits: readonly number[];
    readonly indicesAfterBits: readonly number[];
  }[];
  readonly means: readonly {
    readonly values: readonly number[];
    readonly single: number;
    readonly double: number;
  }[];
  readonly paired: readonly {
    readonly references: readonly (readonly string[])[];
    readonly systems: Readonly<Record<string, readonly string[]>>;
    readonly method: 'bs' | 'ar';
    readonly samples: number;
    /** By the metric's printed name. */
    readonly results: Readonly<Record<string, readonly GoldenResult[]>>;
    readonly signatures: Readonly<Record<string, string>>;
  }[];
  readonly files: Readonly<Record<string, string>>;
  readonly commands: readonly { readonly arguments: readonly string[]; readonly output: string }[];
}

export const goldenResampling: GoldenResampling = readGolden('resampling.json');
