import { type Readable } from 'node:stream';
import { type StartEngine } from './engine.js';
import { type SignalSource } from './interrupts.js';
import { type TextStream } from './logger.js';

/** A stream of bytes to read, such as `process.stdin`. */
export type InputStream = Readable & { readonly isTTY?: boolean };

/** The world a command runs in; every part can be replaced in tests. */
export interface TaskIo {
  /** Opens standard input; called by commands that read it and by no other, since an open one keeps a process alive. */
  readonly stdin: () => InputStream;
  readonly stdout: TextStream;
  readonly stderr: TextStream;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signals: SignalSource;
  readonly startEngine: StartEngine;
  /** How this program is called, for help and for the command that resumes a run; `rdrop <task>` by default. */
  readonly program: string;
}
