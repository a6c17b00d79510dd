import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { DataError } from '../data-error.js';
import { download, type DownloadOptions, type DownloadProgress } from '../download/download.js';
import { unpackArchive } from '../unpack/unpack-archive.js';
import type { ArchiveFile, ArchiveRecipe, RecipeArchive } from './archive-recipe.js';
import { findByName } from './find-by-name.js';

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
  recipe: ArchiveRecipe,
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

function filesOf(recipe: ArchiveRecipe, archive: RecipeArchive): string[] {
  const files = recipe.parts.flatMap((part) => part.files.flat());
  return files.filter((file) => file.archive === archive.name).map(({ file }) => file);
}

async function unpacked(
  recipe: ArchiveRecipe,
  archive: RecipeArchive,
  options: GetArchivesOptions & { readonly local: ((name: string) => string | undefined) | undefined },
): Promise<(name: string) => string | undefined> {
  const { into, signal, onStep } = options;
  const folder = join(into, archive.name.replace(/\.(tgz|tar|tar\.gz|zip)$/, ''));
  // It appears whole or not at all, so it need not be looked into.
  if ((await stat(folder).catch(() => undefined))?.isDirectory() !== true) {
    const file = await archiveFile(recipe, archive, options);
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

/** The archive in the local folder, under its name here or where it comes from, or fetched. */
async function archiveFile(
  recipe: ArchiveRecipe,
  archive: RecipeArchive,
  options: GetArchivesOptions & { readonly local: ((name: string) => string | undefined) | undefined },
): Promise<string> {
  const { from, into, local, signal, onStep, onProgress } = options;
  if (local !== undefined) {
    const found = local(archive.name) ?? unambiguous(recipe, archive, local);
    if (found !== undefined) return found;
    const missing = filesOf(recipe, archive).find((name) => packedOrNot(local, name) === undefined);
    throw new DataError(
      `Cannot prepare ${recipe.name}: ${from} has neither the archive ${archive.name} (from ${archive.url}) nor the file ${missing} that is in it.`,
    );
  }
  onStep?.(`fetching ${archive.url}`);
  const { file } = await download(archive, {
    into: join(into, 'archives', archive.name),
    ...options.download,
    ...(signal === undefined ? {} : { signal }),
    ...(onProgress === undefined
      ? {}
      : {
          onProgress: (progress: DownloadProgress) => {
            onProgress(archive.name, progress);
          },
        }),
  });
  return file;
}

/** The archive under the name it has at its address, unless another of the set has the same there. */
function unambiguous(
  recipe: ArchiveRecipe,
  archive: RecipeArchive,
  local: (name: string) => string | undefined,
): string | undefined {
  const nameAt = ({ url }: RecipeArchive): string => url.slice(url.lastIndexOf('/') + 1);
  const same = recipe.archives.filter((other) => nameAt(other) === nameAt(archive));
  return same.length === 1 ? local(nameAt(archive)) : undefined;
}
