import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename, delimiter, dirname, join } from 'node:path';
import type { ArchiveKind } from './command-line.js';
import { PackError } from './errors.js';
import { runProgram } from './run-program.js';

/** Whether a program of this name can be started here. */
function isInstalled(program: string): boolean {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return folders.some((folder) => existsSync(join(folder, program)));
}

/** One archive beside the packed folder, and its size in bytes. */
export interface Archive {
  readonly file: string;
  readonly bytes: number;
}

/**
 * Writes the archive of a folder beside it; undefined when none is wanted. Owners and times are not kept.
 * @param kind auto: .tar.xz where the program xz is installed, else .tar.gz
 */
export async function writeArchive(folder: string, kind: ArchiveKind): Promise<Archive | undefined> {
  if (kind === 'none') return undefined;
  const isXz = kind === 'xz' || (kind === 'auto' && isInstalled('xz'));
  if (kind === 'xz' && !isInstalled('xz')) {
    throw new PackError("--archive: expected the program xz for 'xz', found none; --archive gz does without");
  }
  const file = `${folder}.tar.${isXz ? 'xz' : 'gz'}`;
  const words = ['--sort=name', '--owner=0', '--group=0', '--numeric-owner', '--mtime=@0'];
  await runProgram('tar', [...words, isXz ? '-cJf' : '-czf', file, '-C', dirname(folder), basename(folder)], {
    ...process.env,
    XZ_OPT: '-6 -T0',
    GZIP: '-6',
  });
  return { file, bytes: (await stat(file)).size };
}
