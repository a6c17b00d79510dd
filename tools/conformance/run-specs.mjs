import Jasmine from 'jasmine';
import { createRequire } from 'node:module';
import { numberDuplicates } from './unique-names.mjs';

/**
 * @typedef {{ fullName: string, status: 'passed' | 'failed' | 'pending', failureMessages: string[] }} SpecResult
 */

/**
 * Loads a bundled suite, whose `defineSpecs` it calls with the arguments. Once per process.
 *
 * @param {string} bundle its path
 * @param {...unknown} args
 * @returns {Promise<any>} what `defineSpecs` gives
 */
export async function defineSpecs(bundle, ...args) {
  new Jasmine({ globals: true });
  numberDuplicates(globalThis);
  return createRequire(import.meta.url)(bundle).defineSpecs(...args);
}

/**
 * Runs what was defined, in the order of definition.
 *
 * @param {string} filter a part of the full name; '' for all
 * @param {(fullName: string) => boolean} isExcluded
 * @returns {Promise<{ results: SpecResult[], seconds: number }>} results of the specs that count, and of failed hooks
 */
export async function runSpecs(filter, isExcluded) {
  const env = globalThis.jasmine.getEnv();
  env.clearReporters();
  const results = /** @type {SpecResult[]} */ ([]);
  let seconds = 0;
  const note = (fullName, status, failedExpectations) => {
    results.push({ fullName, status, failureMessages: failedExpectations.map(({ message }) => message) });
  };
  // A hook can fail without a spec to show for it.
  const noteHook = (fullName, failedExpectations) => {
    if (failedExpectations.length > 0) note(fullName, 'failed', failedExpectations);
  };
  env.configure({
    random: false,
    specFilter: (spec) => !isExcluded(spec.getFullName()) && spec.getFullName().includes(filter),
  });
  env.addReporter({
    specDone({ fullName, status, failedExpectations }) {
      if (status !== 'excluded') note(fullName, status, failedExpectations);
    },
    suiteDone({ fullName, failedExpectations }) {
      noteHook(fullName, failedExpectations);
    },
    jasmineDone({ totalTime, failedExpectations }) {
      noteHook('the run as a whole', failedExpectations);
      seconds = totalTime / 1000;
    },
  });
  const { log, warn } = console;
  console.log = console.warn = () => {}; // specs of the debug mode print their profiles, some kernels their doubts
  await env.execute();
  Object.assign(console, { log, warn });
  return { results, seconds };
}
