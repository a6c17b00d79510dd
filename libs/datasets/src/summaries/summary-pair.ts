/** A document and its summary, each running text in one line. */
export interface SummaryPair {
  readonly id: string;
  readonly document: string;
  readonly summary: string;
}

/** Any white space, also around the text, becomes one space: line ends between highlights join sentences. */
export const oneLine = (text: string): string => text.replace(/\s+/gu, ' ').trim();
