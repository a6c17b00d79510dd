import type { BestResult } from '../checkpoints/training-state.js';
import type { Selection } from './options.js';

/** The best so far and how long ago it was. */
export interface SelectionState {
  readonly best: BestResult | null;
  readonly misses: number;
}

/**
 * Weighs a validation against the best so far; only a strictly better value counts.
 * @throws Error when the metric is missing or not a finite number.
 */
export function select(
  state: SelectionState,
  selection: Selection,
  { metrics, update }: { readonly metrics: Readonly<Record<string, number>>; readonly update: number },
): SelectionState & { readonly improved: boolean } {
  const value = metrics[selection.metric];
  if (value === undefined || !Number.isFinite(value)) {
    throw new Error(
      `train: expected the validation at update ${update} to give a finite '${selection.metric}', got ${value ?? Object.keys(metrics).join(', ')}`,
    );
  }
  const { best } = state;
  const improved = best === null || (selection.better === 'lower' ? value < best.value : value > best.value);
  return improved
    ? { best: { metric: selection.metric, value, update }, misses: 0, improved }
    : { best, misses: state.misses + 1, improved };
}
