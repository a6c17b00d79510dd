/**
 * Prints the adapters that Dawn finds, as one line of JSON: see src/device/adapters.ts. A process of its own, for drivers
 * print to stderr as they please, and some crash.
 */
import { create, globals } from 'webgpu';

Object.assign(globalThis, globals);

// A Ctrl-C at a terminal reaches this process too. It is for the parent, which would take its end for a want of GPUs.
process.on('SIGINT', () => {});

/** Objects that must outlive their adapters. */
const kept = [];

function gpu(options) {
  const made = create(options);
  kept.push(made);
  return made;
}

/** Dawn has no list, but names all adapters when it is asked for one that is not there. */
async function found() {
  try {
    await gpu(['adapter=(none of this name)']).requestAdapter();
    return [];
  } catch (error) {
    const lines = String(error instanceof Error ? error.message : error).matchAll(
      /backend: '([^']*)', name: '(.*)'\s*$/gm,
    );
    return Array.from(lines, ([, backend, name]) => ({ backend, name }));
  }
}

function numbersOf(limits) {
  const numbers = {};
  for (const name in limits) numbers[name] = limits[name];
  return numbers;
}

function describe(adapter) {
  const { vendor, architecture, device, description, isFallbackAdapter } = adapter.info;
  return {
    info: { vendor, architecture, device, description, isFallbackAdapter },
    features: [...adapter.features].sort(),
    limits: numbersOf(adapter.limits),
  };
}

async function adapterOf({ backend, name }) {
  const adapter = await gpu([
    'enable-dawn-features=allow_unsafe_apis',
    `backend=${backend}`,
    `adapter=${name}`,
  ]).requestAdapter();
  return adapter === null ? undefined : { backend, name, ...describe(adapter) };
}

async function preferred(powerPreference) {
  const adapter = await gpu([]).requestAdapter({ powerPreference });
  return adapter?.info.device;
}

const adapters = [];
for (const each of await found()) {
  const adapter = await adapterOf(each).catch(() => undefined);
  if (adapter !== undefined) adapters.push(adapter);
}
const preferences = {
  'high-performance': await preferred('high-performance'),
  'low-power': await preferred('low-power'),
};
process.stdout.write(`${JSON.stringify({ adapters, preferences })}\n`);
