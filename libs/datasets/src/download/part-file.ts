import { openSync, rmSync, writeFileSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';

/** What the beginning of a download came from: it is continued only from the very same. */
export interface PartOrigin {
  readonly url: string;
  /** The server's mark of this version of the file: a strong ETag or a date. */
  readonly validator: string | null;
}

/** A download that is not finished: its bytes in `<file>.part`, its origin in `<file>.part.json`. */
export function partFile(file: string) {
  const [bytes, origin] = [`${file}.part`, `${file}.part.json`];
  return {
    path: bytes,
    async size(): Promise<number> {
      return (await stat(bytes).catch(() => undefined))?.size ?? 0;
    },
    /** Nothing when there is no part, or none that is understood. */
    async origin(): Promise<PartOrigin | undefined> {
      try {
        const value: unknown = JSON.parse(await readFile(origin, 'utf8'));
        if (typeof value !== 'object' || value === null || !('url' in value) || !('validator' in value)) {
          return undefined;
        }
        const { url, validator } = value;
        if (typeof url !== 'string' || (typeof validator !== 'string' && validator !== null))
          return undefined;
        return { url, validator };
      } catch {
        return undefined;
      }
    },
    // What follows does not wait, because a connection that is open meanwhile would lose what it brings.
    /** Opens the part for writing at its end. @returns a file descriptor */
    append(): number {
      return openSync(bytes, 'a');
    },
    /** Opens a part anew. @returns a file descriptor */
    restart(value: PartOrigin): number {
      writeFileSync(origin, JSON.stringify(value));
      return openSync(bytes, 'w');
    },
    remove(): void {
      rmSync(bytes, { force: true });
      rmSync(origin, { force: true });
    },
  };
}

export type PartFile = ReturnType<typeof partFile>;
