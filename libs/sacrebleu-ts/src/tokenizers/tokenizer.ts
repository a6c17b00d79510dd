/** A way to cut a segment into tokens. Its name stands in the signature, so two behaviours never share one. */
export interface Tokenizer {
  /** The name sacreBLEU gives this tokenizer in a signature (`tok:13a`). */
  readonly name: string;
  /** Cuts a segment (already lower-cased and right-trimmed) into tokens, which hold no white space. */
  tokenize(segment: string): readonly string[];
}
