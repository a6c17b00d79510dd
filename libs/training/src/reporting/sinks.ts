import { join } from 'node:path';
import { EventFile } from '../tensorboard/event-file.js';
import type { MetricRecord, MetricSink, RewindPoint } from './metric-record.js';
import { MetricsLog } from './metrics-log.js';

/** All places of a run folder that keep metrics, as one. */
export class MetricSinks implements MetricSink {
  private constructor(private readonly sinks: readonly MetricSink[]) {}

  static async open(
    folder: string,
    { tensorboard }: { readonly tensorboard: boolean },
  ): Promise<MetricSinks> {
    const log = await MetricsLog.open(join(folder, 'metrics.jsonl'));
    if (!tensorboard) return new MetricSinks([log]);
    try {
      return new MetricSinks([log, await EventFile.open(join(folder, 'tensorboard'))]);
    } catch (error) {
      await log.close();
      throw error;
    }
  }

  async write(record: MetricRecord): Promise<void> {
    for (const sink of this.sinks) await sink.write(record);
  }

  async rewind(point: RewindPoint): Promise<void> {
    for (const sink of this.sinks) await sink.rewind(point);
  }

  async flush(): Promise<void> {
    for (const sink of this.sinks) await sink.flush();
  }

  async close(): Promise<void> {
    for (const sink of this.sinks) await sink.close();
  }
}
