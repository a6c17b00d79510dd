import { z } from 'zod';

/** The keys that a peer prints too: one JSON object on one line. */
export const peerRecord = z.object({
  engine: z.string(),
  task: z.string(),
  size: z.string(),
  device: z.string(),
  amp: z.string(),
  compile: z.boolean(),
  rdrop: z.boolean(),
  /** Scalars of all parameters. */
  params: z.number().int().positive(),
  /** Median over the timed steps. */
  step_ms: z.number().positive(),
  /** Units a second, each sample counted once. */
  per_second: z.number().positive(),
  unit: z.string(),
  /** Of the last step. */
  loss: z.number(),
  /** Largest resident memory of the process so far, or on a GPU the most that tensors held of it, in MiB. */
  peak_mib: z.number().positive(),
});

/** What a peer prints. */
export type PeerRecord = z.infer<typeof peerRecord>;

/** What a step is made of. */
export const stepCounts = z.object({
  /** Kernels that TensorFlow.js calls for a step by the host's code. */
  operations: z.number().int().positive(),
  /** Floating-point operations of the matrix products, in 10^9; attention counts in full, causal or not. */
  gflop: z.number().nonnegative(),
  /** 10^12 of them a second of the step's time. */
  tflops: z.number().nonnegative(),
  /** Median over the timed steps, until the device had been told all of it. */
  host_ms: z.number().nonnegative(),
  /** Programs a step runs on the device, where the engine counts them. */
  dispatches: z.number().int().positive().optional(),
  /** Of the same steps by the host's code, where the timed ones were run as recorded. */
  unreplayed_ms: z.number().positive().optional(),
  unreplayed_host_ms: z.number().nonnegative().optional(),
});

export type StepCounts = z.infer<typeof stepCounts>;

/** What our command prints: the peer's keys and our own. */
export const stepRecord = peerRecord.extend({
  threads: z.number().int().positive(),
  /** The BLAS in use: 'off', or what the engine says of it. */
  blas: z.string(),
  node: z.string(),
  steps: z.number().int().positive(),
  batch: z.number().int().positive(),
  alpha: z.number(),
  kl: z.number(),
  /** False: the last layer of a classifier was computed at position 0 alone, where the head reads. */
  all_positions: z.boolean(),
  /** Whether the engine ran the timed steps alone, as it had recorded them. */
  replayed: z.boolean(),
  /** Of the engine: TensorFlow.js, the variant of its kernels, ... */
  versions: z.record(z.string(), z.string()),
  /** What a user should know of the engine and its precision, one sentence each. */
  notes: z.array(z.string()),
  /** Processor or GPU. */
  hardware: z.string(),
  /** With `--counts`. */
  counts: stepCounts.optional(),
});

export type StepRecord = z.infer<typeof stepRecord>;
