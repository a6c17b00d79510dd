import { VERSION } from './version.js';

/** Something that decides a score: name, printed value, and the name in short signatures (default: the same name). */
export type SignatureField = readonly [name: string, value: string | number | boolean, short?: string];

/**
 * Joins fields as sacreBLEU does: `name:value|name:value`, truth values as yes and no.
 * Two scores are comparable only when their signatures are equal.
 */
export function formatSignature(fields: readonly SignatureField[]): string {
  return fields.map(([name, value]) => `${name}:${formatValue(value)}`).join('|');
}

/** As `formatSignature`, with the short names: `#:1|c:mixed|...`. */
export function formatShortSignature(fields: readonly SignatureField[]): string {
  return fields.map(([name, value, short = name]) => `${short}:${formatValue(value)}`).join('|');
}

/** A field's value as signatures print it. */
export function formatValue(value: string | number | boolean): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return String(value);
}

/** How a score was resampled: `bs` bootstrap or `ar` approximate randomisation, how often, from which seed. */
export interface Resampling {
  readonly method: 'bs' | 'ar';
  readonly samples: number;
  readonly seed: number;
}

/**
 * All fields of a score's signature, in sacreBLEU's order.
 *
 * @param references how many a segment has
 * @param choices the metric's own fields
 */
export function signatureFields(
  references: number | 'var',
  choices: readonly SignatureField[],
  resampling?: Resampling,
): SignatureField[] {
  const trials: SignatureField[] =
    resampling === undefined
      ? []
      : [
          [resampling.method, resampling.samples],
          ['seed', resampling.seed, 'rs'],
        ];
  return [['nrefs', references, '#'], ...trials, ...choices, ['version', VERSION, 'v']];
}
