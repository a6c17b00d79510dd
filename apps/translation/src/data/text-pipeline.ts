import { cleanCorpus, lowercase, mosesTokenizer } from '@rdrop/text';
import type { ParallelText } from '@rdrop/datasets';
import type { DataSettings, Language } from '../experiment-schema.js';

/** Turns one raw line into tokens divided by spaces. */
export type LineTokenizer = (line: string) => string;

/** The tokeniser of one side: Moses where the text is raw, then lower case where asked for. */
export function lineTokenizer(settings: DataSettings, side: Language): LineTokenizer {
  const tokenize =
    settings.tokenizer === 'moses' ? mosesTokenizer({ language: side }) : (line: string) => line;
  return settings.lowercase ? (line) => lowercase(tokenize(line)) : tokenize;
}

/** Both sides as tokens divided by spaces, line by line. */
export function tokenizeParallel(text: ParallelText, settings: DataSettings): ParallelText {
  const source = lineTokenizer(settings, settings.source);
  const target = lineTokenizer(settings, settings.target);
  return { source: text.source.map(source), target: text.target.map(target) };
}

/** Moses clean-corpus of tokenised training text; everything is kept when the settings ask for no cleaning. */
export function cleanTraining(text: ParallelText, settings: DataSettings): ParallelText {
  const { clean } = settings;
  if (clean === undefined) return text;
  const { ratio, minimum: min, maximum: max } = clean;
  const kept = [...cleanCorpus(text.source, text.target, { ratio, min, max })];
  return { source: kept.map((pair) => pair.source), target: kept.map((pair) => pair.target) };
}
