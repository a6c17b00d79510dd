// Started as a process of its own by interrupts.spec.ts: trains until it is told to stop.
import { setTimeout as wait } from 'node:timers/promises';
import { runTask } from '../index.js';
import { fakeTask } from './fake-task.js';

const [mode, ...argv] = process.argv.slice(2);

const task = fakeTask({
  train: async ({ signal, log, resumed }) => {
    log.info(resumed ? 'ready again' : 'ready');
    const end = Date.now() + 20_000;
    while (Date.now() < end && (mode === 'deaf' || !signal.aborted)) await wait(5);
    log.info('saved');
  },
});

process.exitCode = await runTask(task, argv);
