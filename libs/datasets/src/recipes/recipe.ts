/** A text file of a data set, and what it must hold. */
export interface RecipeFile {
  /** Its name where it comes from, without `.gz`: it may lie there packed or not. */
  readonly name: string;
  readonly lines: number;
  /** Of the unpacked text, lower-case hex; the same however the file was packed. */
  readonly sha256: string;
}

/** Both sides of one part; `train`, `valid` and `test` in every set, and more test sets in some. */
export interface RecipePart {
  readonly name: string;
  readonly source: RecipeFile;
  readonly target: RecipeFile;
  /** May be missing; it is then left out. */
  readonly optional?: boolean;
}

/** How a data set is got and checked: plain data, so that it can be listed, printed and kept as JSON. */
export interface Recipe {
  readonly name: string;
  readonly title: string;
  /** The repository or page that it comes from. */
  readonly address: string;
  /** The exact version there. */
  readonly revision: string;
  readonly licence: string;
  /** What the texts have been through before: what a reader must not do again. */
  readonly form: string;
  /** Ends of the prepared files' names: `train.de`, `train.en`. */
  readonly languages: { readonly source: string; readonly target: string };
  readonly parts: readonly RecipePart[];
  /** Files beside the texts, such as BPE codes; copied under their own names. */
  readonly extras: readonly RecipeFile[];
}
