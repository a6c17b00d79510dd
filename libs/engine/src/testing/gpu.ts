import { startEngine } from '../start-engine.js';

/** Whether tests that need a GPU can run here (a software one will do), and what to say in their names when not. */
export interface GpuForTests {
  readonly isMissing: boolean;
  /** Empty, or ` (skipped: why)`. */
  readonly note: string;
}

/**
 * Starts the engine webgpu for tests.
 *
 * @throws Error when there is no GPU on a machine that is said to have one, by RDROP_TEST_GPU=required: nothing is skipped
 *   there
 */
export async function gpuForTests(): Promise<GpuForTests> {
  try {
    await startEngine('webgpu');
    return { isMissing: false, note: '' };
  } catch (error) {
    if (process.env['RDROP_TEST_GPU'] === 'required') throw error;
    return { isMissing: true, note: ` (skipped: ${error instanceof Error ? error.message : String(error)})` };
  }
}
