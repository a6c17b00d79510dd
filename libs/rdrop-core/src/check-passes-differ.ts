/**
 * Guards against R-Drop that does nothing: two passes of a model in training never agree exactly, so a divergence of
 * exactly 0 means that dropout is off, or that both passes share their masks.
 *
 * A model whose last layer starts at zero (ViT) gives the same output whatever the masks: check from a later update.
 *
 * @param kl the summed divergence of one update
 * @throws Error when kl is 0
 */
export function checkPassesDiffer(kl: number, where: string): void {
  if (kl === 0) {
    throw new Error(
      `${where}: expected the passes of R-Drop to differ, got a divergence of exactly 0; ` +
        'is dropout on, and drawn anew for each pass?',
    );
  }
}
