import type { BestResult } from '../checkpoints/training-state.js';

/** How a run ended. */
export interface TrainOutcome {
  readonly stopped: 'max-updates' | 'max-epochs' | 'early-stop' | 'interrupted';
  readonly updates: number;
  /** Seconds spent, over all processes of the run. */
  readonly seconds: number;
  readonly lastCheckpoint: string;
  readonly best: (BestResult & { readonly checkpoint: string }) | null;
}
