/** Weight of the divergence: a constant, or a ramp that starts at `from` and reaches `to` after `updates` updates. */
export type AlphaSchedule =
  number | { readonly kind: 'linear'; readonly from: number; readonly to: number; readonly updates: number };

/** alpha for the update that follows `update` updates already done. */
export function alphaAt(schedule: AlphaSchedule, update: number): number {
  if (typeof schedule === 'number') return schedule;
  const progress = schedule.updates <= 0 ? 1 : Math.min(1, Math.max(0, update / schedule.updates));
  return schedule.from + (schedule.to - schedule.from) * progress;
}
