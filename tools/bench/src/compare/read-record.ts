import type { z } from 'zod';
import { BenchError } from '../errors.js';

/**
 * The record in a command's output: its last line that is a JSON object.
 * @throws BenchError when there is none, or one without the keys
 */
export function readRecord<S extends z.ZodType>(output: string, schema: S, command: string): z.infer<S> {
  const line = output
    .split('\n')
    .map((text) => text.trim())
    .findLast((text) => text.startsWith('{') && text.endsWith('}'));
  if (line === undefined) throw new BenchError(`'${command}': expected a line of JSON, found none`);
  const parsed = schema.safeParse(jsonOf(line, command));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new BenchError(`'${command}': '${issue?.path.join('.')}' of its JSON line: ${issue?.message}`);
}

function jsonOf(line: string, command: string): unknown {
  try {
    return JSON.parse(line);
  } catch (error) {
    throw new BenchError(`'${command}': its last line in braces is not JSON`, { cause: error });
  }
}
