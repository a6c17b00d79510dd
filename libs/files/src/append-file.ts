import { mkdir, open, readFile, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { errorCode, fileError } from './file-error.js';

/** A file that only grows, except that it can be cut back. Errors are FileErrors that name the path. */
export class AppendFile {
  private constructor(
    readonly path: string,
    private readonly handle: FileHandle,
    private end: number,
  ) {}

  /** Opens a file for appending; it and its folder are made when missing. */
  static async open(path: string): Promise<AppendFile> {
    try {
      await mkdir(dirname(path), { recursive: true });
      const handle = await open(path, 'a');
      return new AppendFile(path, handle, (await handle.stat()).size);
    } catch (error) {
      throw fileError('write', path, error);
    }
  }

  /** Bytes so far. */
  get size(): number {
    return this.end;
  }

  async append(bytes: Uint8Array): Promise<void> {
    let done = 0;
    await this.guard(async () => {
      while (done < bytes.byteLength) {
        done += (await this.handle.write(bytes, done, bytes.byteLength - done)).bytesWritten;
      }
    });
    this.end += bytes.byteLength;
  }

  /** Cuts the file back to its first `size` bytes. */
  async truncate(size: number): Promise<void> {
    await this.guard(() => this.handle.truncate(size));
    this.end = size;
  }

  async read(): Promise<Buffer> {
    try {
      return await readFile(this.path);
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return Buffer.alloc(0);
      throw fileError('read', this.path, error);
    }
  }

  async sync(): Promise<void> {
    await this.guard(() => this.handle.sync());
  }

  async close(): Promise<void> {
    await this.handle.close();
  }

  private async guard(action: () => Promise<void>): Promise<void> {
    try {
      await action();
    } catch (error) {
      throw fileError('write', this.path, error);
    }
  }
}
