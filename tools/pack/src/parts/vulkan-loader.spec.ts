import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeAr, makeDeb } from '../testing/make-deb.js';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { arMembers } from './deb-package.js';
import { copyVulkanLoader } from './vulkan-loader.js';

const folder = temporaryFolder();

function fresh(name: string): { from: string; out: string } {
  const [from, out] = [join(folder, name, 'from'), join(folder, name, 'out')];
  mkdirSync(from, { recursive: true });
  mkdirSync(out);
  return { from, out };
}

describe('arMembers', () => {
  it('reads members of odd and even length', () => {
    const given = { one: Buffer.from('odd'), two: Buffer.from('even'), 'three.tar.xz': Buffer.from('') };
    const read = arMembers('x.deb', makeAr(given));
    expect(Object.fromEntries(read.map(({ name, bytes }) => [name, bytes]))).toEqual(given);
  });

  it('refuses what is none, and what is cut off', () => {
    const whole = makeAr({ one: Buffer.from('12345678') });
    expect(() => arMembers('x.deb', Buffer.from('PK'))).toThrow('x.deb: expected a Debian package');
    expect(() => arMembers('x.deb', whole.subarray(0, whole.length - 3))).toThrow(
      'x.deb: the package is cut off',
    );
  });
});

describe('copyVulkanLoader', () => {
  it('takes libraries out of packages and folders, flat, and what links point to', async () => {
    const { from, out } = fresh('deb');
    const scratch = join(folder, 'scratch');
    makeDeb(join(from, 'libvulkan1_1.deb'), scratch, {
      'usr/lib/x86_64-linux-gnu/libvulkan.so.1': 'loader',
      'usr/share/doc/libvulkan1/copyright': 'text',
    });
    writeFileSync(join(from, 'libX11.so.6'), 'other');
    expect(await copyVulkanLoader([from], out)).toEqual(['libX11.so.6', 'libvulkan.so.1']);
    expect(readdirSync(join(out, 'vulkan')).sort()).toEqual([
      'libX11.so.6',
      'libvulkan.so.1',
      'nvidia_icd.json',
    ]);
    expect(readFileSync(join(out, 'vulkan', 'libvulkan.so.1'), 'utf8')).toBe('loader');
    const driver: unknown = JSON.parse(readFileSync(join(out, 'vulkan', 'nvidia_icd.json'), 'utf8'));
    expect(driver).toMatchObject({ ICD: { library_path: 'libGLX_nvidia.so.0' } });
  });

  it('takes packages and libraries by name, and nothing beside them', async () => {
    const { from, out } = fresh('named');
    const [deb, library] = [join(from, 'a.deb'), join(from, 'libX11.so.6')];
    makeDeb(deb, join(folder, 'scratch-named'), { 'usr/lib/libvulkan.so.1': 'loader' });
    for (const name of [library, join(from, 'libother.so')]) writeFileSync(name, 'other');
    expect(await copyVulkanLoader([deb, library], out)).toEqual(['libX11.so.6', 'libvulkan.so.1']);
    await expect(copyVulkanLoader([join(from, 'none.deb')], out)).rejects.toThrow(
      'none.deb cannot be read (ENOENT)',
    );
  });

  it('says what it found instead', async () => {
    const { from, out } = fresh('other');
    await expect(copyVulkanLoader([from], out)).rejects.toThrow(
      `--vulkan: expected libvulkan.so.1 or a .deb that holds it in ${from}, found no library`,
    );
    writeFileSync(join(from, 'libX11.so.6'), 'other');
    await expect(copyVulkanLoader([from], out)).rejects.toThrow('found libX11.so.6');
  });
});
