import { readFileSync } from 'node:fs';
import { splitLines } from '../lines.js';

/** The text of a file of reference values. */
export function goldenText(path: string): string {
  return readFileSync(new URL(`golden/${path}`, import.meta.url), 'utf8');
}

export function goldenLines(path: string): string[] {
  return splitLines(goldenText(path));
}

/** A JSON value whose fields are read one by one, each with a check of its kind. */
export class JsonNode {
  readonly #value: unknown;
  readonly #path: string;

  constructor(value: unknown, path = 'root') {
    this.#value = value;
    this.#path = path;
  }

  at(key: string): JsonNode {
    const value = this.#value;
    if (typeof value !== 'object' || value === null || !(key in value))
      throw this.#wrong(`an object with "${key}"`);
    return new JsonNode(Reflect.get(value, key), `${this.#path}.${key}`);
  }

  items(): JsonNode[] {
    if (!Array.isArray(this.#value)) throw this.#wrong('an array');
    return this.#value.map((item: unknown, i) => new JsonNode(item, `${this.#path}[${i}]`));
  }

  string(): string {
    if (typeof this.#value !== 'string') throw this.#wrong('a string');
    return this.#value;
  }

  number(): number {
    if (typeof this.#value !== 'number') throw this.#wrong('a number');
    return this.#value;
  }

  strings(): string[] {
    return this.items().map((item) => item.string());
  }

  numbers(): number[] {
    return this.items().map((item) => item.number());
  }

  isNull(): boolean {
    return this.#value === null;
  }

  #wrong(expected: string): Error {
    return new Error(`${this.#path}: expected ${expected}, got ${JSON.stringify(this.#value)}`);
  }
}

export function goldenJson(path: string): JsonNode {
  return new JsonNode(JSON.parse(goldenText(path)), path);
}
