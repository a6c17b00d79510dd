import type { UnpackLimits } from '../unpack/unpack-archive.js';

/** An archive that holds files of a set. */
export interface RecipeArchive {
  /** Its name here; archives of one set may share the name they have where they come from. */
  readonly name: string;
  readonly url: string;
  /** Never more than this is fetched. */
  readonly maxBytes: number;
  /** Lower-case hex, where one was published. */
  readonly sha256?: string;
}

/** A file of an archive by its own name, without folders: archives of one content come with different ones. */
export interface ArchiveFile {
  readonly archive: string;
  readonly file: string;
}

/** What is needed to get the files of a set that comes as archives. */
export interface ArchiveSource {
  readonly name: string;
  readonly archives: readonly RecipeArchive[];
  /** What one archive may unpack to. */
  readonly limits: UnpackLimits;
  readonly parts: readonly { readonly files: readonly (readonly ArchiveFile[])[] }[];
}

/**
 * What the files of a part are: `lines` are a sentence each; `tags` and `talks` are the training files of IWSLT, where
 * `talks` also name speakers and translators; `segments` are test files in XML, read with ’ as ' or, in `exact-segments`,
 * as they are.
 */
export type PartFormat = 'lines' | 'tags' | 'talks' | 'segments' | 'exact-segments';

export interface ArchivePart {
  /** `train`, `valid`, or the name of a test set. */
  readonly name: string;
  readonly format: PartFormat;
  /** Joined in this order; each a file of both languages, in the order of `languages`. */
  readonly files: readonly (readonly [ArchiveFile, ArchiveFile])[];
}

/** A number of pairs that others found after the whole preparation. */
export interface ExpectedCount {
  readonly part: string;
  readonly pairs: number;
  /** `reported`: in somebody's log or paper; `remembered`: from memory, to be taken as a hint. */
  readonly trust: 'reported' | 'remembered';
  readonly origin: string;
}

/** How a set that comes as archives is got: plain data, so that it can be listed, printed and kept as JSON. */
export interface ArchiveRecipe extends ArchiveSource {
  readonly title: string;
  readonly licence: string;
  /** Where the recipe is from, and what is not known. */
  readonly origin: string;
  readonly languages: readonly [string, string];
  /** `train` first. Without a part `valid`, validation pairs are held out of the training text. */
  readonly parts: readonly ArchivePart[];
  readonly expected: readonly ExpectedCount[];
  /**
   * The set as somebody else prepared it, which a local folder may hold instead: tokens in pieces of byte-pair encoding
   * and the codes that made them.
   */
  readonly prepared?: {
    readonly train: readonly [string, string];
    readonly codes: string;
    readonly parts: readonly { readonly name: string; readonly files: readonly [string, string] }[];
  };
}
