import type { CliEnvironment } from './request.js';

/** The world outside, so that tests can stand in for it. */
export interface CliHost {
  /** The bytes of a file, unpacked if it is packed; rejects when it cannot be read. */
  readFile(path: string): Promise<Uint8Array>;
  /** All of standard input. */
  readInput(): Promise<Uint8Array>;
  readonly environment?: CliEnvironment;
  print(text: string): void;
  printError(text: string): void;
}
