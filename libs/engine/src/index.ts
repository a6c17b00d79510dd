export { describeEngines, type EngineDescription } from './describe-engines.js';
export {
  ENGINE_NAMES,
  type EngineChoice,
  type EngineInfo,
  type EngineName,
  parseEngineChoice,
} from './engine-info.js';
export { type ModuleLoader } from './module-loader.js';
export { availableEngines, type EngineOptions, startEngine } from './start-engine.js';
