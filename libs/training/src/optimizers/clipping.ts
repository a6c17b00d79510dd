/**
 * The factor that clips gradients by their global norm: min(1, limit / (norm + 1e-6)), as in fairseq and PyTorch. It is
 * folded into the gradient scale of the update, so clipping costs no pass of its own. A limit of 0 switches it off.
 */
export function clipFactor(norm: number, limit: number): number {
  return limit > 0 ? Math.min(1, limit / (norm + 1e-6)) : 1;
}
