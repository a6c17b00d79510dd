import type { AdaptiveVocabulary, LanguageModelConfig } from './language-model-config.js';

/** Words of similar frequency, which have vectors of one width. The first band is the softmax's head, others are tails. */
export interface Band {
  /** First word. */
  readonly start: number;
  /** Words. */
  readonly size: number;
  /** Width of the vectors. */
  readonly width: number;
  /** Names of the parameters. */
  readonly names: {
    /** Vectors that the input is read by, [size, width]. */
    readonly input: string;
    /** From them to states, [D, width]. */
    readonly inputProjection: string;
    /** Vectors of the softmax, [size, width]; those of the input when tied. */
    readonly output: string;
    /** Of a tail, from states to them: [width, D]; when tied, the input's [D, width]. */
    readonly outputProjection: string;
  };
}

/** The symbols of the tails in a softmax whose words are tied, [C, D]. */
export const CLASS_PROJECTION = 'decoder.adaptive_softmax.head.class_proj.weight';
/** Words and symbols of the tails together, [words + C, D], in a softmax of its own. */
export const UNTIED_HEAD = 'decoder.adaptive_softmax.head.weight';

/** The bands of an adaptive vocabulary, with fairseq's parameter names. */
export function bandsOf(config: LanguageModelConfig, words: AdaptiveVocabulary): Band[] {
  const starts = [0, ...words.cutoffs];
  return starts.map((start, band) => {
    const input = `decoder.embed_tokens.embeddings.${band}.0.weight`;
    const inputProjection = `decoder.embed_tokens.embeddings.${band}.1.weight`;
    const tail = `decoder.adaptive_softmax.tail.${band - 1}`;
    return {
      start,
      size: (starts[band + 1] ?? config.vocabulary) - start,
      width: Math.trunc(config.dim / words.factor ** band),
      names: {
        input,
        inputProjection,
        output: words.tieWeights ? input : band === 0 ? UNTIED_HEAD : `${tail}.2.weight`,
        outputProjection: words.tieProjections && band > 0 ? inputProjection : `${tail}.0.weight`,
      },
    };
  });
}
