import * as tf from '@tensorflow/tfjs';
import { type Phase, PHASES } from '../trainer.js';
import type { KernelCall, Profile } from './kernel-recorder.js';

/** What a backend on a GPU gives of itself, found by name: the benchmark knows no backend. */
type ProfileBody = (body: () => Promise<void>) => Promise<unknown>;

function profileOf(backend: object): ProfileBody | undefined {
  const profile: unknown = Reflect.get(backend, 'profile');
  if (typeof profile !== 'function') return undefined;
  return (body) => Promise.resolve(Reflect.apply(profile, backend, [body]));
}

/** Whether the active backend can tell what each of its dispatches took on the device. */
export function timesDispatches(): boolean {
  return profileOf(tf.backend()) !== undefined;
}

const dispatchCount = (): number => Number(Reflect.get(tf.memory(), 'dispatches'));

function field(entry: unknown, name: string): unknown {
  return typeof entry === 'object' && entry !== null ? Reflect.get(entry, name) : undefined;
}

/**
 * Times every dispatch of the active backend while `body` runs, by the device's own clock. A phase is what its dispatches
 * took; the host's work is in none.
 */
export async function recordDispatches(
  body: (onPhase: (phase: Phase) => void) => Promise<void>,
): Promise<Profile> {
  const profile = profileOf(tf.backend());
  if (profile === undefined)
    throw new Error('recordDispatches: expected a backend that times its dispatches');
  const first = dispatchCount();
  const starts = new Map<Phase, number>([['forward', 0]]);
  const entries = await profile(() => body((phase) => starts.set(phase, dispatchCount() - first)));
  const phaseOf = (index: number): Phase =>
    PHASES.findLast((phase) => index >= (starts.get(phase) ?? Infinity)) ?? 'forward';
  const calls = (Array.isArray(entries) ? entries : []).map((entry: unknown, index): KernelCall => ({
    kernel: String(field(entry, 'label')),
    phase: phaseOf(index),
    ms: Number(field(entry, 'ms')),
    product: undefined,
  }));
  const phases = PHASES.map((phase) => ({
    phase,
    ms: calls.reduce((sum, call) => (call.phase === phase ? sum + call.ms : sum), 0),
  }));
  return { calls, phases };
}
