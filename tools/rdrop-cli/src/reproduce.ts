import { type App, loadMain } from './apps.js';

/** Runs `rdrop <words>` as a process of its own, hands over every line it prints, and gives its exit status. */
export type RunCommand = (words: readonly string[], onLine: (line: string) => void) => Promise<number>;

export interface ReproduceOptions {
  readonly runCommand: RunCommand;
  /** How many threads may compute at once; that many chains run side by side, and share them. */
  readonly parallel: number;
  readonly writeError: (text: string) => void;
}

interface Chain {
  readonly label: string;
  readonly steps: readonly (readonly string[])[];
}

/** One step after the other; the first that fails ends the chain. */
async function runChain({ label, steps }: Chain, options: ReproduceOptions): Promise<number> {
  const say = (line: string) => options.writeError(`[${label}] ${line}\n`);
  for (const words of steps) {
    say(`rdrop ${words.join(' ')}`);
    const code = await options.runCommand(words, say);
    if (code !== 0) {
      say(`ended with status ${code}: rdrop ${words.join(' ')}`);
      return code;
    }
  }
  return 0;
}

/** All chains, `parallel` at a time; the status of the first that failed, or 0. */
async function runChains(chains: readonly Chain[], options: ReproduceOptions): Promise<number> {
  const waiting = [...chains];
  const codes: number[] = [];
  const worker = async (): Promise<void> => {
    for (let chain = waiting.shift(); chain !== undefined; chain = waiting.shift()) {
      codes.push(await runChain(chain, options));
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, options.parallel) }, worker));
  return codes.find((code) => code !== 0) ?? 0;
}

/**
 * Runs what the apps declare. The chains of the tasks run side by side, each step in a process of its own; then the
 * other apps (the results tables) run here, one after the other. Whatever fails ends it with its status.
 */
export async function reproduce(apps: readonly App[], options: ReproduceOptions): Promise<number> {
  const tasks = apps.filter(({ isTask }) => isTask);
  const chains = tasks.flatMap((app) =>
    app.reproduce.map((steps) => ({ app, steps: steps.map((words) => [app.name, ...words]) })),
  );
  const threads = Math.max(1, Math.floor(options.parallel / Math.max(1, chains.length)));
  const labelled = chains.map(({ steps }, index) => ({
    label: `${index + 1}/${chains.length}`,
    steps: steps.map((words) => [...words, '--threads', String(threads)]),
  }));
  const code = await runChains(labelled, options);
  if (code !== 0) return code;
  for (const app of apps.filter(({ isTask }) => !isTask)) {
    const main = await loadMain(app);
    for (const words of app.reproduce.flat()) {
      const status = await main([...words]);
      if (status !== 0) return status;
    }
  }
  return 0;
}
