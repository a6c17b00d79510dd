import type { PeerRecord, StepRecord } from '../step-record.js';

/** What a peer prints for a translation step. */
export function peerOf(changes: Partial<PeerRecord> = {}): PeerRecord {
  return {
    engine: 'torch 2.13.0+cpu',
    task: 'mt',
    size: 'mini',
    device: 'cpu',
    amp: 'none',
    compile: false,
    rdrop: true,
    params: 100,
    step_ms: 800,
    per_second: 960,
    unit: 'tokens',
    loss: 17.5,
    peak_mib: 1500,
    ...changes,
  };
}

/** What our command prints for the same step. */
export function oursOf(changes: Partial<StepRecord> = {}): StepRecord {
  return {
    ...peerOf({ engine: 'simd', step_ms: 400, peak_mib: 500 }),
    threads: 2,
    blas: 'off',
    node: '20.19.0',
    steps: 7,
    batch: 32,
    alpha: 5,
    kl: 0.1,
    all_positions: true,
    replayed: false,
    versions: { node: '20.19.0', kernels: 'relaxed' },
    notes: [],
    hardware: 'A Processor',
    ...changes,
  };
}
