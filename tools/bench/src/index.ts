export { main } from './main.js';
export { type Host, run } from './run.js';
export { peerRecord, type PeerRecord, stepRecord, type StepRecord } from './step-record.js';
