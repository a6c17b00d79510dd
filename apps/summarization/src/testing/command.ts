import { taskCommands, temporaryTaskFolder } from '@rdrop/experiment/testing';
import { summarizationTask } from '../task.js';

/** Runs `rdrop summarization ...` in this process and returns what it printed. */
export const { command } = taskCommands(summarizationTask);

/** A temporary folder and how to remove it. */
export const temporaryFolder = () => temporaryTaskFolder('summarization');
