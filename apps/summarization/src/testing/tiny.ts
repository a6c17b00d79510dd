/** Settings that turn any experiment into one of seconds on a tiny set; everything else stays as it is. */
const TINY_SETTINGS: Readonly<Record<string, string | number>> = {
  'data.corpus': 'local',
  'data.name': 'tiny',
  'data.tokenizer': '{"kind":"learned","merges":120}',
  'data.maxSource': 100,
  'data.maxTarget': 40,
  'model.start': 'random',
  'model.dim': 16,
  'model.ffnDim': 32,
  'model.heads': 2,
  'model.encoderLayers': 1,
  'model.decoderLayers': 1,
  'model.maxPositions': 100,
  'training.maxTokens': 1000,
  'training.accumulate': 1,
  'training.maxUpdates': 8,
  'training.logEvery': 2,
  'training.validateEvery': 4,
  'training.schedule.warmupUpdates': 2,
  'training.schedule.totalUpdates': 12,
  'training.schedule.peak': 0.01,
  'evaluation.minLength': 4,
  'evaluation.maxLength': 20,
};

/** The same as words of a command line. */
export const tinyArguments = (settings: Readonly<Record<string, string | number>> = {}): string[] =>
  Object.entries({ ...TINY_SETTINGS, ...settings }).flatMap(([name, value]) => ['--set', `${name}=${value}`]);
