import { AppendFile } from '@rdrop/files';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { MetricRecord, MetricSink, RewindPoint } from '../reporting/metric-record.js';
import { maskedCrc32c } from './crc32c.js';
import { encodeRecord, encodeScalarEvent, encodeVersionEvent } from './event-encoding.js';

/**
 * Scalars as a TensorBoard event file. A run keeps one file over all its processes: a resumed run cuts it back to its
 * checkpoint and appends, so that curves have no doubled parts.
 */
export class EventFile implements MetricSink {
  private constructor(private readonly file: AppendFile) {}

  /** Opens the event file of a folder, the one already there or a new one. */
  static async open(folder: string): Promise<EventFile> {
    const names = await readdir(folder).catch(() => []);
    const existing = names.filter((name) => name.startsWith(PREFIX)).sort()[0];
    const started = String(Math.floor(Date.now() / 1000)).padStart(10, '0');
    const file = await AppendFile.open(join(folder, existing ?? `${PREFIX}${started}.rdrop`));
    const events = new EventFile(file);
    if (file.size === 0) await events.writeVersion();
    return events;
  }

  async write({ kind, update, metrics, ...record }: MetricRecord): Promise<void> {
    const scalars = new Map(Object.entries(metrics).map(([name, value]) => [`${kind}/${name}`, value]));
    if (record.learningRate !== undefined) scalars.set('train/learning_rate', record.learningRate);
    if (record.gradientNorm !== undefined) scalars.set('train/gradient_norm', record.gradientNorm);
    if (record.perSecond !== undefined) scalars.set('train/per_second', record.perSecond);
    if (record.waiting !== undefined) scalars.set('train/waiting', record.waiting);
    const event = encodeScalarEvent({
      wallTime: Date.now() / 1000,
      step: update,
      scalars: Object.fromEntries(scalars),
    });
    await this.file.append(encodeRecord(event));
  }

  async rewind({ update, beforeValidation = false }: RewindPoint): Promise<void> {
    const bytes = await this.file.read();
    let keep = 0;
    for (let data = recordAt(bytes, keep); data !== undefined; data = recordAt(bytes, keep)) {
      if (keep > 0 && stepOf(data) > update) break;
      if (beforeValidation && stepOf(data) === update && data.includes('validation/')) break;
      keep += 12 + data.byteLength + 4;
    }
    if (keep < bytes.byteLength) await this.file.truncate(keep);
    if (keep === 0) await this.writeVersion();
  }

  flush(): Promise<void> {
    return this.file.sync();
  }

  close(): Promise<void> {
    return this.file.close();
  }

  private writeVersion(): Promise<void> {
    return this.file.append(encodeRecord(encodeVersionEvent(Date.now() / 1000)));
  }
}

const PREFIX = 'events.out.tfevents.';

/** The data of the record at a position, or undefined where no whole and sound record lies. */
function recordAt(bytes: Buffer, position: number): Buffer | undefined {
  if (position + 16 > bytes.byteLength) return undefined;
  const prefix = bytes.subarray(position, position + 8);
  if (bytes.readUInt32LE(position + 8) !== maskedCrc32c(prefix)) return undefined;
  const end = position + 12 + Number(prefix.readBigUInt64LE(0));
  if (end + 4 > bytes.byteLength) return undefined;
  const data = bytes.subarray(position + 12, end);
  return bytes.readUInt32LE(end) === maskedCrc32c(data) ? data : undefined;
}

/** The step of an event of ours: wall time (key and 8 bytes), then the step's key and varint. */
function stepOf(data: Uint8Array): number {
  const STEP_KEY = 0x10;
  if (data[9] !== STEP_KEY) return 0;
  let step = 0;
  let scale = 1;
  for (const byte of data.subarray(10)) {
    step += (byte & 0x7f) * scale;
    if (byte < 0x80) break;
    scale *= 0x80;
  }
  return step;
}
