/** Something that decides a score: name and printed value, in the order sacreBLEU prints them. */
export type SignatureField = readonly [name: string, value: string | number | boolean];

/**
 * Joins fields as sacreBLEU does: `name:value|name:value`, truth values as yes and no.
 * Two scores are comparable only when their signatures are equal.
 */
export function formatSignature(fields: readonly SignatureField[]): string {
  return fields
    .map(([name, value]) => `${name}:${typeof value === 'boolean' ? (value ? 'yes' : 'no') : value}`)
    .join('|');
}
