/** A parsed JSON object. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Thrown by the readers below; the caller says which file it was. */
export class JsonFieldError extends Error {
  override readonly name = 'JsonFieldError';
}

/** Parses text that must be a JSON object. */
export function parseJsonObject(text: string): JsonObject {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new JsonFieldError('it is not JSON');
  }
  if (!isJsonObject(value)) throw new JsonFieldError('it is not a JSON object');
  return value;
}

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function numberField(object: JsonObject, key: string): number {
  const value = object[key];
  if (typeof value === 'number') return value;
  throw new JsonFieldError(`it has no number '${key}'`);
}

/** A non-negative whole number. */
export function countField(object: JsonObject, key: string): number {
  const value = numberField(object, key);
  if (Number.isSafeInteger(value) && value >= 0) return value;
  throw new JsonFieldError(`its '${key}' is not a count`);
}

export function stringField(object: JsonObject, key: string): string {
  const value = object[key];
  if (typeof value === 'string') return value;
  throw new JsonFieldError(`it has no text '${key}'`);
}

export function booleanField(object: JsonObject, key: string): boolean {
  const value = object[key];
  if (typeof value === 'boolean') return value;
  throw new JsonFieldError(`it has no true or false '${key}'`);
}

export function objectField(object: JsonObject, key: string): JsonObject {
  const value = object[key];
  if (isJsonObject(value)) return value;
  throw new JsonFieldError(`it has no object '${key}'`);
}

/** An object whose values are all numbers. */
export function numbersField(object: JsonObject, key: string): Record<string, number> {
  const values = objectField(object, key);
  return Object.fromEntries(Object.keys(values).map((name) => [name, numberField(values, name)]));
}
