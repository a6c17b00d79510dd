/** The four symbols every dictionary starts with, in the order of their ids. */
export const SPECIAL_SYMBOLS = ['<s>', '<pad>', '</s>', '<unk>'] as const;

/** Starts a sentence; unused by the translation models. */
export const BOS_ID = 0;
/** Fills batches. */
export const PAD_ID = 1;
/** Ends a sentence, and starts the decoder's input. */
export const EOS_ID = 2;
/** Stands for every symbol the dictionary does not have. */
export const UNK_ID = 3;
