import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { DataError } from '../data-error.js';
import { download, type DownloadOptions, type DownloadProgress } from '../download/download.js';
import { unpackArchive } from '../unpack/unpack-archive.js';
import type { ArchiveFile, ArchiveSource, RecipeArchive } from './archive-recipe.js';
import { findByName } from './find-by-name.js';

/** Archives, and the files that are wanted of them. */
export interface ArchiveSet extends Pick<ArchiveSource, 'name' | 'archives' | 'limits'> {
  readonly files: readonly ArchiveFile[];
}

export interface GetArchivesOptions {
  /** A local folder with the archives, or with what is in them; nothing is then fetched. */
  readonly from?: string;
  /** Where archives and what is unpacked of them go. */
  readonly into: string;
  readonly onStep?: (what: string) => void;
  readonly onProgress?: (archive: string, progress: DownloadProgress) => void;
  readonly signal?: AbortSignal;
  /** For tests: how downloads retry. */
  readonly download?: Pick<DownloadOptions, 'tries' | 'pauseMilliseconds'>;
}

/**
 * Makes the files of a recipe available: finds them in the local folder, or unpacks the archives that lie there, or
 * fetches them from their official addresses. What was fetched or unpacked before is used again.
 *
 * @returns where a file of the recipe lies, packed with gzip or not
 * @throws {DataError} for what is missing, cannot be fetched, is damaged or not to be trusted
 */
export async function getArchives(
  recipe: ArchiveSource,
  options: GetArchivesOptions,
): Promise<(file: ArchiveFile) => string> {
  const { name, archives, limits, parts } = recipe;
  return getArchiveFiles(
    { name, archives, limits, files: parts.flatMap((part) => part.files.flat()) },
    options,
  );
}

/** The same for a set that is no parallel corpus. */
export async function getArchiveFiles(
  recipe: ArchiveSet,
  options: GetArchivesOptions,
): Promise<(file: ArchiveFile) => string> {
  const places = new Map<string, (name: string) => string | undefined>();
  const local = options.from === undefined ? undefined : await findByName(options.from);
  for (const archive of recipe.archives) {
    const wanted = filesOf(recipe, archive);
    const lies = local !== undefined && wanted.every((name) => packedOrNot(local, name) !== undefined);
    places.set(archive.name, lies ? local : await unpacked(recipe, archive, { ...options, local }));
  }
  return ({ archive, file }) => {
    const place = places.get(archive);
    const path = place === undefined ? undefined : packedOrNot(place, file);
    if (path !== undefined) return path;
    throw new DataError(`Cannot prepare ${recipe.name}: the archive ${archive} does not hold ${file}.`);
  };
}

const packedOrNot = (place: (name: string) => string | undefined, name: string): string | undefined =>
  place(name) ?? place(`${name}.gz`);

function filesOf(recipe: ArchiveSet, archive: RecipeArchive): string[] {
  return recipe.files.filter((file) => file.archive === archive.name).map(({ file }) => file);
}

type LocalFiles = ((name: string) => string | undefined) | undefined;

async function unpacked(
  recipe: ArchiveSet,
  archive: RecipeArchive,
  options: GetArchivesOptions & { readonly local: LocalFiles },
): Promise<(name: string) => string | undefined> {
  const { into, local, signal, onStep } = options;
  const found = local === undefined ? undefined : localArchive(recipe, archive, { ...options, local });
  const folder = join(into, `${archive.name.replace(/\.(tgz|tar|tar\.gz|zip)$/, '')}${await markOf(found)}`);
  // It appears whole or not at all, so it need not be looked into.
  if ((await stat(folder).catch(() => undefined))?.isDirectory() !== true) {
    const file = found ?? (await fetchArchive(archive, options));
    onStep?.(`unpacking ${file}`);
    const wanted = new Set(filesOf(recipe, archive).flatMap((name) => [name, `${name}.gz`]));
    await unpackArchive({
      archive: file,
      into: folder,
      limits: recipe.limits,
      wanted: (path) => wanted.has(path.slice(path.lastIndexOf('/') + 1)),
      ...(signal === undefined ? {} : { signal }),
    });
  }
  return findByName(folder);
}

/** Tells what one local archive was unpacked to from what another was, or the same before it changed. */
async function markOf(archive: string | undefined): Promise<string> {
  if (archive === undefined) return '';
  const { size, mtimeMs } = await stat(archive);
  const digest = createHash('sha256').update(JSON.stringify([archive, size, mtimeMs]));
  return `-${digest.digest('hex').slice(0, 8)}`;
}

/** The archive in the local folder, under its name here or, where that is one archive's only, the one at its address. */
function localArchive(
  recipe: ArchiveSet,
  archive: RecipeArchive,
  { from, local }: { readonly from?: string; readonly local: NonNullable<LocalFiles> },
): string {
  const nameAt = ({ url }: RecipeArchive): string => url.slice(url.lastIndexOf('/') + 1);
  const alone = recipe.archives.filter((other) => nameAt(other) === nameAt(archive)).length === 1;
  const found = local(archive.name) ?? (alone ? local(nameAt(archive)) : undefined);
  if (found !== undefined) return found;
  const missing = filesOf(recipe, archive).find((name) => packedOrNot(local, name) === undefined);
  throw new DataError(
    `Cannot prepare ${recipe.name}: ${from} has neither the archive ${archive.name} (from ${archive.url}) nor the file ${missing} that is in it.`,
  );
}

async function fetchArchive(archive: RecipeArchive, options: GetArchivesOptions): Promise<string> {
  const { into, signal, onStep, onProgress } = options;
  onStep?.(`fetching ${archive.url}`);
  const { file } = await download(archive, {
    into: join(into, 'archives', archive.name),
    ...options.download,
    ...(signal === undefined ? {} : { signal }),
    onProgress: (progress) => onProgress?.(archive.name, progress),
  });
  return file;
}
