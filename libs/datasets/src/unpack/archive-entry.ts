/** What an archive holds under one path, before anything is believed of it. */
export interface ArchiveEntry {
  /** As the archive writes it. */
  readonly path: string;
  readonly kind: 'file' | 'folder' | 'link' | 'device';
  /** As the archive says; what comes may be more. */
  readonly bytes: number;
  /** The unpacked content, to be read once and before the next entry. */
  content(): AsyncIterable<Uint8Array>;
}

/** Called for every entry in the order of the archive; the next one waits for it. */
export type EntryHandler = (entry: ArchiveEntry) => Promise<void>;
