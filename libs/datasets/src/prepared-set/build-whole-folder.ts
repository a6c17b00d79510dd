import { chmod, mkdir, mkdtemp, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Builds a folder that is there whole or not at all: what `build` writes into a temporary folder beside it takes the name
 * last. Where another process made the same meanwhile, that one stays: somebody may be reading it already.
 *
 * @param isWhole whether a folder of that name is finished; one that is not is replaced
 */
export async function buildWholeFolder(
  folder: string,
  build: (building: string) => Promise<void>,
  isWhole: () => Promise<boolean>,
): Promise<void> {
  await mkdir(dirname(folder), { recursive: true });
  const building = await mkdtemp(`${folder}.building-`);
  try {
    // Temporary folders are private; the cache is as readable as the folder it lies in.
    await chmod(building, (await stat(dirname(folder))).mode);
    await build(building);
    await publish(building, folder, isWhole);
  } catch (error) {
    await rm(building, { recursive: true, force: true });
    throw error;
  }
}

async function publish(building: string, folder: string, isWhole: () => Promise<boolean>): Promise<void> {
  try {
    await rename(building, folder);
  } catch (error) {
    const occupied = (await stat(folder).catch(() => undefined)) !== undefined;
    if (!occupied) throw error;
    const whole = await isWhole();
    if (!whole) await rm(folder, { recursive: true, force: true });
    await (whole ? rm(building, { recursive: true, force: true }) : rename(building, folder));
  }
}
