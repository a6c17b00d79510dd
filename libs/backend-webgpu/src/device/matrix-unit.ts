/** How a device multiplies small matrices of float16 and sums up float32, a subgroup at a time: [M, K] by [K, N]. */
export interface MatrixUnit {
  readonly unitM: number;
  readonly unitN: number;
  readonly unitK: number;
  /** Threads of a subgroup. */
  readonly subgroup: number;
  /** There is none: its products are computed as usual, in float32 too, to try out what is around them. */
  readonly emulated?: boolean;
}

function numberOf(config: object, name: string): number {
  const value: unknown = Reflect.get(config, name);
  return typeof value === 'number' ? value : 0;
}

/** Configurations of subgroup matrices, which WebGPU's types do not know yet. */
function configurationsOf(info: object): object[] {
  const configs: unknown = Reflect.get(info, 'subgroupMatrixConfigs');
  const list: unknown[] = Array.isArray(configs) ? configs : [];
  return list.filter((config) => typeof config === 'object' && config !== null);
}

/**
 * The unit with the largest matrices among those that an adapter tells of (Dawn's experimental subgroup matrices; only the
 * adapter has the list, its devices do not); undefined where there is none of float16, or subgroups are not all of one size.
 */
export function matrixUnitOf({
  features,
  info,
}: Pick<GPUAdapter, 'features' | 'info'>): MatrixUnit | undefined {
  const names: ReadonlySet<string> = features;
  const needed = ['chromium-experimental-subgroup-matrix', 'shader-f16', 'subgroups'];
  const { subgroupMinSize, subgroupMaxSize } = info;
  if (!needed.every((name) => names.has(name)) || subgroupMinSize !== subgroupMaxSize) return undefined;
  const units = configurationsOf(info)
    .filter(
      (config) =>
        Reflect.get(config, 'componentType') === 'f16' &&
        Reflect.get(config, 'resultComponentType') === 'f32',
    )
    .map((config) => ({
      ...{ unitM: numberOf(config, 'M'), unitN: numberOf(config, 'N'), unitK: numberOf(config, 'K') },
      subgroup: subgroupMaxSize,
    }))
    // What divides the share that a subgroup has of any tile.
    .filter(({ unitM, unitN, unitK }) => [unitM, unitN, unitK].every((size) => [4, 8, 16].includes(size)));
  const volume = ({ unitM, unitN, unitK }: MatrixUnit) => unitM * unitN * unitK;
  return units.sort((a, b) => volume(b) - volume(a))[0];
}
