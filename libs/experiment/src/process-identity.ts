import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { systemErrorCode } from './errors.js';

/** Names one process for good: a pid alone is given to another process sooner or later. */
export interface ProcessIdentity {
  readonly pid: number;
  readonly host: string;
  /** Boot of the machine and start time of the process, where the system tells (Linux); absent elsewhere. */
  readonly started?: string | undefined;
}

export function currentProcess(): ProcessIdentity {
  const started = startOf(process.pid);
  return { pid: process.pid, host: hostname(), ...(started === undefined ? {} : { started }) };
}

/**
 * Whether the process still runs: `unknown` for another machine's. Where the system does not tell start times,
 * any live process of that pid counts as the same one, so the error is on the safe side.
 */
export function processState(identity: ProcessIdentity): 'alive' | 'gone' | 'unknown' {
  if (identity.host !== hostname()) return 'unknown';
  try {
    process.kill(identity.pid, 0); // signal 0 only asks
  } catch (error) {
    return systemErrorCode(error) === 'EPERM' ? 'alive' : 'gone';
  }
  const started = startOf(identity.pid);
  return identity.started === undefined || started === undefined || started === identity.started
    ? 'alive'
    : 'gone';
}

function startOf(pid: number): string | undefined {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // the command's name (field 2) may hold spaces and brackets, so fields are counted behind its last bracket
    const ticks = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]; // field 22: start time
    return ticks === undefined ? undefined : `${boot}/${ticks}`;
  } catch {
    return undefined;
  }
}
