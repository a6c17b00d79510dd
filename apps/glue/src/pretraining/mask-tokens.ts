import { deriveKey, randomUniform, shuffled } from '@rdrop/ops';

export interface MaskOptions {
  readonly seed: number;
  /** Tells batches apart. */
  readonly key: string;
  readonly update: number;
  /** Share of the tokens that are to be predicted. */
  readonly share: number;
  readonly vocabularySize: number;
  readonly maskId: number;
  /** Ids below it are special tokens: never put in at random. */
  readonly firstWord: number;
}

/** A batch with some of its tokens hidden. */
export interface MaskedBatch {
  readonly ids: Int32Array;
  /** row * T + position of what is to be predicted. */
  readonly places: Int32Array;
  /** What stood there. */
  readonly labels: Int32Array;
}

/**
 * Hides tokens as BERT's pre-training does: of those chosen, 80 % become the mask, 10 % some other token, 10 % stay. A
 * function of the options and the batch alone.
 *
 * @param ids [B, T] row by row
 * @param isWord whether a place may be chosen: special tokens and padding may not
 */
export function maskTokens(
  ids: Int32Array,
  isWord: (place: number) => boolean,
  { seed, key, update, share, vocabularySize, maskId, firstWord }: MaskOptions,
): MaskedBatch {
  const words = Array.from({ length: ids.length }, (_, place) => place).filter(isWord);
  const count = Math.max(1, Math.round(share * words.length));
  const order = shuffled(deriveKey(seed, update, `${key}.places`), words.length);
  const places = Int32Array.from(order.slice(0, count), (at) => words[at] ?? 0).sort();
  const dice = randomUniform(deriveKey(seed, update, `${key}.dice`), count, 0, 1);
  const others = randomUniform(deriveKey(seed, update, `${key}.words`), count, firstWord, vocabularySize);
  const labels = Int32Array.from(places, (place) => ids[place] ?? 0);
  const masked = Int32Array.from(ids);
  places.forEach((place, at) => {
    const die = dice[at] ?? 0;
    if (die < 0.8) masked[place] = maskId;
    else if (die < 0.9) masked[place] = Math.min(vocabularySize - 1, Math.floor(others[at] ?? firstWord));
  });
  return { ids: masked, places, labels };
}
