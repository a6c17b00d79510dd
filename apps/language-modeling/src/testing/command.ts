import { taskCommands, temporaryTaskFolder } from '@rdrop/experiment/testing';
import { languageModelingTask } from '../task.js';

/** Runs `rdrop language-modeling ...` in this process and returns what it printed. */
export const { command } = taskCommands(languageModelingTask);

/** A temporary folder and how to remove it. */
export const temporaryFolder = () => temporaryTaskFolder('language-modeling');
