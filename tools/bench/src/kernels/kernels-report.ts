import { z } from 'zod';
import { columns, type Row } from '../text-table.js';
import { type KernelCheck, kernelCheck } from './check-kernels.js';

/** What `bench kernels` prints: the device, and how every fused kernel does on it. */
export const kernelsReport = z.object({
  engine: z.string(),
  /** Name and driver. */
  device: z.string(),
  versions: z.record(z.string(), z.string()),
  notes: z.array(z.string()),
  features: z.array(z.string()),
  limits: z.record(z.string(), z.number()),
  kernels: z.array(kernelCheck),
});
export type KernelsReport = z.infer<typeof kernelsReport>;

/** Columns of a table of kernels. */
export const KERNEL_COLUMNS = columns(['kernel', 'result'], ['cases', 'deviation', 'tolerance', 'note']);

/** A line about a kernel. */
export function kernelRow({ kernel, outcome, cases, deviation, tolerance, note }: KernelCheck): Row {
  const [off, most] =
    cases === 0 ? ['', ''] : [deviation?.toExponential(1) ?? 'NaN', tolerance.toExponential(1)];
  return [kernel, outcome, String(cases), off, most, note];
}

/** Whether a kernel computes something else than its references, or does not run. */
export const isBroken = ({ outcome }: KernelCheck): boolean => outcome === 'wrong' || outcome === 'failed';
