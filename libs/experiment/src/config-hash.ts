import { createHash } from 'node:crypto';
import { isRecord } from './is-record.js';

/** A name for settings: equal for equal data whatever the order of keys, different otherwise (SHA-256, 16 hex digits). */
export function configHash(settings: unknown): string {
  return createHash('sha256')
    .update(JSON.stringify(sorted(settings)))
    .digest('hex')
    .slice(0, 16);
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((key) => [key, sorted(value[key])]),
  );
}
