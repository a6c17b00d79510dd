import { readFile } from 'node:fs/promises';
import { setFlagsFromString } from 'node:v8';
import { kernelTable, type KernelTable } from './kernel-table.js';
import { LinearMemory } from './linear-memory.js';

/** 'relaxed': fused multiply-add where the processor has it (faster; last bits may differ between processors). */
export type KernelVariant = 'strict' | 'relaxed';

export interface WasmRuntime {
  readonly memory: LinearMemory;
  readonly kernels: KernelTable;
  readonly variant: KernelVariant;
}

const FILES: Readonly<Record<KernelVariant, string>> = {
  strict: 'kernels.wasm',
  relaxed: 'kernels-relaxed.wasm',
};

/** The same address from src/ and from dist/: both lie beside dist/. */
async function readKernels(variant: KernelVariant): Promise<Uint8Array<ArrayBuffer>> {
  const url = new URL(`../dist/${FILES[variant]}`, import.meta.url);
  try {
    return new Uint8Array(await readFile(url));
  } catch (cause) {
    throw new Error(
      `backend-simd: the compiled kernels are missing (${FILES[variant]}); run \`npm run prepare\` in the workspace root`,
      { cause },
    );
  }
}

function supportsRelaxed(bytes: Uint8Array<ArrayBuffer>): boolean {
  if (WebAssembly.validate(bytes)) return true;
  // Node 20 has relaxed SIMD behind a flag. Later versions have it without; their V8 may not know the flag.
  if (Number.parseInt(process.versions.node, 10) !== 20) return false;
  setFlagsFromString('--experimental-wasm-relaxed-simd');
  return WebAssembly.validate(bytes);
}

/**
 * Compiles the kernels over a fresh memory.
 *
 * @param wanted undefined: relaxed where the runtime has it, else strict
 * @throws Error when the compiled kernels are missing, or `wanted` is 'relaxed' and the runtime lacks it
 */
export async function startRuntime(wanted?: KernelVariant): Promise<WasmRuntime> {
  const relaxed = wanted === 'strict' ? undefined : await readKernels('relaxed');
  const variant = relaxed !== undefined && supportsRelaxed(relaxed) ? 'relaxed' : 'strict';
  if (wanted === 'relaxed' && variant === 'strict') {
    throw new Error(
      `backend-simd: Node ${process.versions.node} has no relaxed SIMD; ask for the 'strict' kernels`,
    );
  }
  const bytes = variant === 'relaxed' && relaxed !== undefined ? relaxed : await readKernels('strict');
  const memory = new LinearMemory();
  const { instance } = await WebAssembly.instantiate(bytes, { env: { memory: memory.memory } });
  return { memory, kernels: kernelTable(instance.exports), variant };
}
