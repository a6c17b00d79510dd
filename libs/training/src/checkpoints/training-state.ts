import {
  booleanField,
  countField,
  isJsonObject,
  type JsonObject,
  numberField,
  numbersField,
  objectField,
  parseJsonObject,
  stringField,
} from '@rdrop/files';

/** The best validation so far. */
export interface BestResult {
  readonly metric: string;
  readonly value: number;
  readonly update: number;
}

/** Sums since the last report, so that a resumed run reports the same means. */
export interface WindowState {
  readonly loss: number;
  readonly parts: Readonly<Record<string, number>>;
  readonly count: number;
  readonly updates: number;
}

/** Where a run is. Together with parameters and optimizer tensors this is everything a run depends on. */
export interface TrainingState {
  /** Updates made. */
  readonly update: number;
  /** The epoch under way, from 1. */
  readonly epoch: number;
  /** Batches of that epoch already used. */
  readonly position: number;
  readonly best: BestResult | null;
  /** The validation due at this update was broken off and is to be made when the run goes on. */
  readonly validationPending: boolean;
  /** Validations since the best one. */
  readonly misses: number;
  /** The first reported loss; the yardstick for an exploding one. */
  readonly firstLoss: number | null;
  /** Of the latest update; null when gradients are not clipped. */
  readonly gradientNorm: number | null;
  readonly window: WindowState;
  /** Seconds spent in this run so far, over all its processes. */
  readonly seconds: number;
  readonly seed: number;
  readonly configHash: string;
  readonly optimizer: Readonly<Record<string, number>>;
}

/** Reads a state back from its JSON. @throws JsonFieldError naming what is missing. */
export function parseTrainingState(text: string): TrainingState {
  const object = parseJsonObject(text);
  const window = objectField(object, 'window');
  return {
    update: countField(object, 'update'),
    epoch: countField(object, 'epoch'),
    position: countField(object, 'position'),
    best: parseBest(object),
    validationPending: booleanField(object, 'validationPending'),
    misses: countField(object, 'misses'),
    firstLoss: object['firstLoss'] === null ? null : numberField(object, 'firstLoss'),
    gradientNorm: object['gradientNorm'] === null ? null : numberField(object, 'gradientNorm'),
    window: {
      loss: numberField(window, 'loss'),
      parts: numbersField(window, 'parts'),
      count: numberField(window, 'count'),
      updates: countField(window, 'updates'),
    },
    seconds: numberField(object, 'seconds'),
    seed: numberField(object, 'seed'),
    configHash: stringField(object, 'configHash'),
    optimizer: numbersField(object, 'optimizer'),
  };
}

function parseBest(object: JsonObject): BestResult | null {
  const best = object['best'];
  if (!isJsonObject(best)) return null;
  return {
    metric: stringField(best, 'metric'),
    value: numberField(best, 'value'),
    update: countField(best, 'update'),
  };
}
