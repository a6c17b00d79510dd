import { AppendFile, isJsonObject } from '@rdrop/files';
import type { MetricRecord, MetricSink, RewindPoint } from './metric-record.js';

/** `metrics.jsonl`: one JSON object a line. Numbers that are not finite are written as strings ("NaN"). */
export class MetricsLog implements MetricSink {
  private constructor(private readonly file: AppendFile) {}

  static async open(path: string): Promise<MetricsLog> {
    return new MetricsLog(await AppendFile.open(path));
  }

  async write(record: MetricRecord): Promise<void> {
    const line = JSON.stringify(record, (_key, value: unknown) =>
      typeof value === 'number' && !Number.isFinite(value) ? String(value) : value,
    );
    await this.file.append(Buffer.from(`${line}\n`));
  }

  /** Cuts the file before the first line past the point, or before the first line that is torn or not a record. */
  async rewind(point: RewindPoint): Promise<void> {
    const bytes = await this.file.read();
    let keep = 0;
    for (let end = bytes.indexOf(NEWLINE); end >= 0; end = bytes.indexOf(NEWLINE, keep)) {
      if (!isBefore(bytes.toString('utf8', keep, end), point)) break;
      keep = end + 1;
    }
    if (keep < bytes.byteLength) await this.file.truncate(keep);
  }

  flush(): Promise<void> {
    return this.file.sync();
  }

  close(): Promise<void> {
    return this.file.close();
  }
}

const NEWLINE = 0x0a;

function isBefore(line: string, { update, beforeValidation = false }: RewindPoint): boolean {
  try {
    const value: unknown = JSON.parse(line);
    if (!isJsonObject(value) || typeof value['update'] !== 'number') return false;
    if (value['update'] === update && value['kind'] === 'validation') return !beforeValidation;
    return value['update'] <= update;
  } catch {
    // A torn line counts as written after every checkpoint.
    return false;
  }
}
