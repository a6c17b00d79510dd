export { runTask } from './run-task.js';
export { type InputStream, type TaskIo } from './task-io.js';
export { inputLines } from './input-lines.js';
export {
  type CommandOption,
  type RunFolderUse,
  type Task,
  type TaskCommand,
  type TaskContext,
} from './task.js';
export { type StartEngine } from './engine.js';
export { experimentHeader, type ExperimentHeader } from './experiment-header.js';
export { ExpectedError, UsageError, exitCodes, isExpectedError } from './errors.js';
export { applySettings, checkSettings, flattenSettings, formatSetting } from './settings.js';
export {
  learningRateSection,
  memorySection,
  parameterSection,
  renderDescription,
  renderTable,
  scheduleCheckPoints,
  type Description,
  type DescriptionSection,
  type DescriptionTable,
  type DescriptionValue,
} from './description.js';
export { formatBytes, formatNumber } from './format.js';
export {
  openRunFolder,
  readRunConfig,
  runConfig,
  type RunConfig,
  type RunFolder,
  type RunFolderRequest,
} from './run-folder.js';
export { acquireRunLock, type RunLock } from './run-lock.js';
export { trapInterrupts, type Interrupts, type SignalSource } from './interrupts.js';
export { createLogger, type Logger, type TextStream } from './logger.js';
export { defaultDataFolder, defaultRunFolder, findWorkspaceRoot } from './workspace.js';
export { configHash } from './config-hash.js';
export {
  buildRecord,
  mergeMetrics,
  readRecord,
  recordSettings,
  writeRecord,
  type RunFacts,
} from './record.js';
export { runEnvironment, type RunEnvironment } from './run-environment.js';
export {
  loopSettings,
  positiveInteger,
  rate,
  ratesMatchPasses,
  rDropSettings,
  type LoopSettings,
  type RDropSettings,
} from './schema/shared-settings.js';
export { checkFirstDivergence } from './run/check-first-divergence.js';
export { downloadReporter } from './run/download-reporter.js';
export { finishedRecord, recordScores } from './run/evaluate-and-record.js';
export { checkpointChoice, loadRunCheckpoint, type CheckpointChoice } from './run/load-run-checkpoint.js';
export { recordSamples, recordSegments } from './run/record-outputs.js';
export { reportRun } from './run/report-run.js';
export { stepOptionsOf } from './run/step-options.js';
export { trainAndRecord, type RecordedTraining } from './run/train-and-record.js';
