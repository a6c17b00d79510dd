/** What can be printed. A number is printed as a Python float. */
export type JsonValue =
  string | number | null | readonly JsonValue[] | { readonly [name: string]: JsonValue };

/**
 * JSON text with the spaces and number formats of Python's `json.dumps`, so that outputs can be compared as text.
 *
 * @param indent spaces of each level
 * @param ascii whether other characters are escaped
 */
export function pythonJson(value: JsonValue, indent: number, ascii: boolean): string {
  const text = printed(value, ' '.repeat(indent), '');
  if (!ascii) return text;
  return text.replace(/[^\0-~]/gu, (character) =>
    [...character.split('')].map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`).join(''),
  );
}

function printed(value: JsonValue, step: string, margin: string): string {
  if (typeof value === 'number') return floatText(value);
  if (value === null || typeof value === 'string') return JSON.stringify(value);
  const inner = margin + step;
  const items = Array.isArray(value)
    ? value.map((item: JsonValue) => printed(item, step, inner))
    : Object.entries(value).map(([name, item]) => `${JSON.stringify(name)}: ${printed(item, step, inner)}`);
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}'];
  return `${open}\n${items.map((item) => inner + item).join(',\n')}\n${margin}${close}`;
}

/** The shortest text that reads back as the number, as Python writes it: `45.0`, `9.999e-05`. */
function floatText(value: number): string {
  if (value !== 0 && Math.abs(value) < 1e-4) {
    return value.toExponential().replace(/e([+-])(\d)$/u, 'e$10$2');
  }
  return Number.isInteger(value) ? `${value}.0` : String(value);
}
