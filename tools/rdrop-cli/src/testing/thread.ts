import { parentPort } from 'node:worker_threads';

export interface Message {
  readonly text: string;
}

const message: Message = { text: 'from a thread' };
parentPort?.postMessage(message.text);
