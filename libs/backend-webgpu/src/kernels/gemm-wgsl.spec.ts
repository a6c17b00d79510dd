import { describe, expect, it } from 'vitest';
import { createGpu } from '../device/dawn.js';
import { requestDevice } from '../device/device.js';
import { DeviceHealth, WebGpuError } from '../device/device-health.js';
import { Pipelines } from '../dispatch/pipelines.js';
import { gemmProgram } from './gemm-program.js';
import { matrixGemmProgram } from './gemm-matrix-program.js';
import { fittingTile, GEMM_TILES } from './gemm-tiles.js';
import { halfCopyProgram } from './half-copy.js';

/** Dawn's null backend has all features and computes nothing: programs of any device can be validated with it. */
async function nullDevice(): Promise<GPUDevice> {
  const gpu = await createGpu(['enable-dawn-features=allow_unsafe_apis', 'backend=null']);
  const adapter = await gpu.requestAdapter();
  if (adapter === null) throw new WebGpuError('Dawn has no null backend', false);
  return await requestDevice(adapter);
}

/** The device, or why there is none; a machine with RDROP_TEST_GPU=required must have it. */
const device = await nullDevice().catch((error: unknown) => {
  if (!(error instanceof WebGpuError) || process.env['RDROP_TEST_GPU'] === 'required') throw error;
  return error.message;
});
const operands = [
  { transposeA: false, transposeB: false, alignedA: true, alignedB: true },
  { transposeA: true, transposeB: true, alignedA: false, alignedB: false },
];
const results = [
  { bias: true, relu: true, accumulate: false, alignedC: true },
  { bias: false, relu: false, accumulate: true, alignedC: false },
];
const forms = [
  { half: false, halfA: false, halfB: false, boostA: false },
  { half: true, halfA: false, halfB: false, boostA: false },
  { half: true, halfA: true, halfB: true, boostA: false },
  { half: true, halfA: false, halfB: false, boostA: true },
].flatMap((form) => operands.flatMap((sides) => results.map((result) => ({ ...form, ...sides, ...result }))));
const units = [
  { unitM: 16, unitN: 16, unitK: 16, subgroup: 32 },
  { unitM: 16, unitN: 8, unitK: 8, subgroup: 32 },
  { unitM: 8, unitN: 8, unitK: 8, subgroup: 32 },
];

if (typeof device === 'string') {
  it.skip(`programs of matrix products (skipped: ${device})`);
} else {
  describe('programs of matrix products', () => {
    // Each test its own, for an error is told once.
    const make = () => {
      const health = new DeviceHealth(device);
      return { health, pipelines: new Pipelines(device, health) };
    };
    const { maxComputeWorkgroupStorageSize: workgroupBytes } = device.limits;
    const limits = { workgroupBytes, workgroupThreads: 256 };

    it('of float32 and float16 are valid, with every tile', async () => {
      const { health, pipelines } = make();
      pipelines.of(halfCopyProgram({}));
      for (const form of forms) {
        for (const tile of GEMM_TILES) {
          const fit = fittingTile(tile, { ...limits, half: form.half, unit: undefined });
          if (fit?.kind !== 'registers') continue;
          const { rows, columns, k, buffers, eachRows, eachColumns } = fit;
          pipelines.of(gemmProgram({ rows, columns, k, buffers, eachRows, eachColumns, ...form }));
        }
      }
      await health.settle();
    }, 120_000);

    it.each(units)(
      'on matrix units $unitM x $unitN x $unitK are valid, with every tile',
      async (unit) => {
        const { health, pipelines } = make();
        let count = 0;
        for (const form of forms.filter(({ half }) => half)) {
          for (const tile of GEMM_TILES) {
            // Of less depth, for the null backend has as little memory as WebGPU allows.
            const fit = fittingTile({ ...tile, k: 16 }, { ...limits, half: true, unit });
            if (fit?.kind !== 'matrix') continue;
            const { rows, columns, k, buffers, subgroupsDown, subgroupsAcross } = fit;
            const options = { rows, columns, k, buffers, subgroupsDown, subgroupsAcross, ...form, ...unit };
            pipelines.of(matrixGemmProgram({ ...options, emulated: false }));
            count += 1;
          }
        }
        expect(count).toBeGreaterThanOrEqual(2 * 12);
        await health.settle();
      },
      120_000,
    );

    it('that are not valid are told of', async () => {
      const { health, pipelines } = make();
      const wrong = { ...halfCopyProgram({}), key: 'wrong', main: 'y[0] = vec4<f32>();' };
      pipelines.of(wrong);
      await expect(health.settle()).rejects.toThrow("the program 'wrong' is not valid");
    });
  });
}
