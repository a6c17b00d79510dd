import type {
  CosineRestartsSchedule,
  CosineSchedule,
  InverseSqrtSchedule,
  LinearSchedule,
  PolynomialSchedule,
  ScheduleConfig,
} from './schedule-config.js';

/** The learning rate of the next update, given how many updates have been made. */
export type Schedule = (updatesDone: number) => number;

/**
 * Turns a schedule's configuration into a pure function of the number of updates already made.
 * @throws RangeError when a field is out of range, naming the schedule and the field.
 */
export function schedule(config: ScheduleConfig): Schedule {
  validate(config);
  const rule = ruleOf(config);
  const offset = config.offset ?? 0;
  return (updatesDone) => rule(updatesDone + offset);
}

function ruleOf(config: ScheduleConfig): Schedule {
  switch (config.kind) {
    case 'constant':
      return () => config.peak;
    case 'inverse-sqrt':
      return inverseSqrt(config);
    case 'linear':
      return linear(config);
    case 'polynomial':
      return polynomial(config);
    case 'cosine':
      return cosine(config);
    case 'cosine-restarts':
      return cosineRestarts(config);
  }
}

function inverseSqrt({ peak, warmupUpdates, warmupInit = 0 }: InverseSqrtSchedule): Schedule {
  const slope = (peak - warmupInit) / warmupUpdates;
  const decay = peak * Math.sqrt(warmupUpdates);
  return (u) => (u < warmupUpdates ? warmupInit + u * slope : decay / Math.sqrt(u));
}

function linear({ peak, warmupUpdates, totalUpdates }: LinearSchedule): Schedule {
  const decayUpdates = Math.max(1, totalUpdates - warmupUpdates);
  return (u) =>
    u < warmupUpdates ? (peak * u) / warmupUpdates : peak * Math.max(0, (totalUpdates - u) / decayUpdates);
}

function polynomial(config: PolynomialSchedule): Schedule {
  const { peak, warmupUpdates, totalUpdates, end = 0, power = 1 } = config;
  return (u) => {
    if (u < warmupUpdates) return (peak * u) / warmupUpdates;
    if (u >= totalUpdates) return end;
    const left = 1 - (u - warmupUpdates) / (totalUpdates - warmupUpdates);
    return (peak - end) * left ** power + end;
  };
}

function cosine({ peak, warmupUpdates, totalUpdates }: CosineSchedule): Schedule {
  return (u) => {
    if (u < warmupUpdates) return (peak * u) / warmupUpdates;
    // The references let the cosine rise again after the last update; no run of theirs gets there, so hold it at 0.
    if (u >= totalUpdates) return 0;
    return peak * 0.5 * (1 + Math.cos((Math.PI * (u - warmupUpdates)) / (totalUpdates - warmupUpdates)));
  };
}

function cosineRestarts(config: CosineRestartsSchedule): Schedule {
  const { peak, minimum, warmupUpdates, periodUpdates, periodFactor = 1, shrink = 1 } = config;
  const warmupInit = config.warmupInit ?? minimum;
  return (u) => {
    if (u < warmupUpdates) return warmupInit + (u * (peak - warmupInit)) / warmupUpdates;
    const period = periodOf(u - warmupUpdates, periodUpdates, periodFactor);
    const scale = shrink ** period.index;
    const low = minimum * scale;
    return low + 0.5 * (peak * scale - low) * (1 + Math.cos((Math.PI * period.done) / period.length));
  };
}

/** Which period an update falls in. Counted, not by logarithm, so that the first update of a period is exact. */
function periodOf(update: number, first: number, factor: number) {
  if (factor === 1) {
    const index = Math.floor(update / first);
    return { index, done: update - index * first, length: first };
  }
  let index = 0;
  let done = update;
  let length = first;
  while (done >= length) {
    done -= length;
    length *= factor;
    index += 1;
  }
  return { index, done, length };
}

function validate(config: ScheduleConfig): void {
  const require = (field: string, value: number, ok: boolean, expected: string): void => {
    if (!ok) throw new RangeError(`schedule '${config.kind}': expected ${field} ${expected}, got ${value}`);
  };
  const nonNegative = (field: string, value: number): void =>
    require(field, value, Number.isFinite(value) && value >= 0, 'to be a finite number of at least 0');
  const atLeast = (field: string, value: number, least: number): void =>
    require(field, value, Number.isFinite(value) && value >= least, `to be at least ${least}`);

  nonNegative('peak', config.peak);
  if (config.offset !== undefined) nonNegative('offset', config.offset);
  if (config.kind === 'constant') return;
  nonNegative('warmupUpdates', config.warmupUpdates);
  switch (config.kind) {
    case 'inverse-sqrt':
      atLeast('warmupUpdates', config.warmupUpdates, 1);
      break;
    case 'linear':
    case 'polynomial':
    case 'cosine':
      atLeast('totalUpdates', config.totalUpdates, Math.max(1, config.warmupUpdates));
      break;
    case 'cosine-restarts':
      nonNegative('minimum', config.minimum);
      atLeast('periodUpdates', config.periodUpdates, 1);
      // A factor below 1 would shrink the periods to nothing.
      if (config.periodFactor !== undefined) atLeast('periodFactor', config.periodFactor, 1);
      break;
  }
}
