import Jasmine from 'jasmine';
import { createRequire } from 'node:module';
import { isExcluded } from './specs.mjs';
import { numberDuplicates } from './unique-names.mjs';

/**
 * @typedef {{ fullName: string, status: 'passed' | 'failed' | 'pending', failureMessages: string[] }} SpecResult
 * @typedef {{ threads: number, variant: string, blas: string | undefined }} Backend
 */

/**
 * Loads the bundled suite and defines its specs for a backend. Once per process.
 *
 * @param {string} bundle its path
 * @param {'cpu' | 'simd'} name
 * @param {{ threads?: number, blas?: string, variant?: string }} options of `registerSimdBackend`
 * @returns {Promise<Backend | undefined>} our backend as it started
 */
export async function defineSpecs(bundle, name, options) {
  new Jasmine({ globals: true });
  numberDuplicates(globalThis);
  return createRequire(import.meta.url)(bundle).defineSpecs(name, options);
}

/**
 * Runs what was defined, in the order of definition.
 *
 * @param {string} filter a part of the full name; '' for all
 * @returns {Promise<{ results: SpecResult[], seconds: number }>} results of the specs that count, and of failed hooks
 */
export async function runSpecs(filter) {
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
  const { log } = console;
  console.log = () => {}; // specs of the debug mode print their profiles
  await env.execute();
  console.log = log;
  return { results, seconds };
}
