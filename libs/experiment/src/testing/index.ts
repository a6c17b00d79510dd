export { taskCommands, temporaryTaskFolder, type CommandResult, type TaskCommands } from './task-command.js';
