import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { WebGpuError } from './device-health.js';

export type PowerPreference = 'high-performance' | 'low-power';

/** One GPU under one graphics interface. */
export interface Adapter {
  /** Its number in the list. */
  readonly index: number;
  readonly name: string;
  /** The graphics interface: vulkan, metal, d3d12. */
  readonly backend: string;
  /** Name and version of the driver, as far as it tells. */
  readonly driver: string;
  readonly vendor: string;
  readonly architecture: string;
  /** It computes on the processor. */
  readonly isSoftware: boolean;
  readonly features: readonly string[];
  readonly limits: Readonly<Record<string, number>>;
}

/** The adapters of this machine. */
export interface Adapters {
  readonly list: readonly Adapter[];
  /** Which of them the system prefers, by number. */
  readonly preferred: Readonly<Partial<Record<PowerPreference, number>>>;
  /** What the driver had to say where none was found. */
  readonly complaint: string;
}

const WORKER = fileURLToPath(new URL('../../worker/list-adapters.mjs', import.meta.url));
const TIMEOUT_MS = 30_000;
const SOFTWARE = /swiftshader|llvmpipe|lavapipe|basic render|software/i;

function field(from: unknown, name: string): unknown {
  return typeof from === 'object' && from !== null ? Reflect.get(from, name) : undefined;
}

const text = (value: unknown) => (typeof value === 'string' ? value : '');
const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

function numbersOf(value: unknown): Record<string, number> {
  const entries = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  return Object.fromEntries(entries.filter(([, number]) => typeof number === 'number'));
}

function readAdapter(value: unknown, index: number): Adapter {
  const info = field(value, 'info');
  const name = text(field(value, 'name'));
  const driver = text(field(info, 'description'));
  return {
    index,
    name,
    backend: text(field(value, 'backend')),
    driver,
    vendor: text(field(info, 'vendor')),
    architecture: text(field(info, 'architecture')),
    isSoftware: field(info, 'isFallbackAdapter') === true || SOFTWARE.test(`${name} ${driver}`),
    features: listOf(field(value, 'features')).filter((feature) => typeof feature === 'string'),
    limits: numbersOf(field(value, 'limits')),
  };
}

/** Reads what worker/list-adapters.mjs prints. */
export function readAdapters(line: string, complaint: string): Adapters {
  const json: unknown = JSON.parse(line);
  const values = listOf(field(json, 'adapters'));
  const devices = values.map((value) => field(field(value, 'info'), 'device'));
  const preferred: Partial<Record<PowerPreference, number>> = {};
  for (const power of ['high-performance', 'low-power'] as const) {
    const index = devices.indexOf(field(field(json, 'preferences'), power));
    if (index >= 0) preferred[power] = index;
  }
  return { list: values.map(readAdapter), preferred, complaint };
}

/** The first line of a driver's output that says something. */
function complaintIn(output: string): string {
  const lines = output.split('\n').map((line) => line.trim());
  return lines.find((line) => /^(warning|error):/i.test(line) && !line.includes('XDG_RUNTIME_DIR')) ?? '';
}

/**
 * Looks for GPUs, in a process of its own: drivers print as they please, and a broken one does not take this process down.
 * Several equal GPUs appear as often, but only the first of them can be chosen by name.
 */
export function findAdapters(): Promise<Adapters> {
  return new Promise((resolve) => {
    execFile(process.execPath, [WORKER], { timeout: TIMEOUT_MS }, (error, stdout, stderr) => {
      const complaint = complaintIn(stderr);
      const nothing = {
        list: [],
        preferred: {},
        complaint: complaint === '' ? (error?.message ?? '') : complaint,
      };
      try {
        resolve(error === null ? readAdapters(stdout, complaint) : nothing);
      } catch {
        resolve(nothing);
      }
    });
  });
}

export interface AdapterChoice {
  /** A number in the list, or part of a name in any case. Default: by `power`. */
  readonly adapter?: string | undefined;
  /** What the system prefers, among those that are no software. Default: high performance. */
  readonly power?: PowerPreference | undefined;
}

function nameOf({ index, name, backend }: Adapter): string {
  return `${index}: ${name} (${backend})`;
}

/**
 * The adapter that is asked for. Without being told, a software one is taken only where there is no other.
 *
 * @throws WebGpuError saying which there are
 */
export function chooseAdapter({ list, preferred, complaint }: Adapters, choice: AdapterChoice): Adapter {
  const { adapter: wanted, power = 'high-performance' } = choice;
  if (list.length === 0) {
    throw new WebGpuError(
      'expected a GPU with a driver for Vulkan, Metal or Direct3D 12, found none' +
        (complaint === '' ? '' : ` (${complaint})`),
      true,
    );
  }
  if (wanted !== undefined) {
    const found = list.find(
      ({ index, name }) => String(index) === wanted || name.toLowerCase().includes(wanted.toLowerCase()),
    );
    if (found !== undefined) return found;
    throw new WebGpuError(`expected one of ${list.map(nameOf).join(', ')}, got '${wanted}'`, true);
  }
  const usual = list[preferred[power] ?? 0];
  const real = list.find(({ isSoftware }) => !isSoftware);
  const chosen = usual === undefined || usual.isSoftware ? (real ?? usual ?? list[0]) : usual;
  if (chosen === undefined) throw new WebGpuError('expected a GPU, found none', true);
  return chosen;
}
