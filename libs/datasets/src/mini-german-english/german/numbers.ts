const small = [
  'null',
  'eins',
  'zwei',
  'drei',
  'vier',
  'fünf',
  'sechs',
  'sieben',
  'acht',
  'neun',
  'zehn',
  'elf',
  'zwölf',
  'dreizehn',
  'vierzehn',
  'fünfzehn',
  'sechzehn',
  'siebzehn',
  'achtzehn',
  'neunzehn',
] as const;
const tens = [
  '',
  '',
  'zwanzig',
  'dreißig',
  'vierzig',
  'fünfzig',
  'sechzig',
  'siebzig',
  'achtzig',
  'neunzig',
] as const;

/** A cardinal number 0-9999 in German words, written as one: `hundertfünfundsiebzig`. */
export function germanNumber(value: number): string {
  if (!Number.isInteger(value) || value < 0 || value > 9999) {
    throw new RangeError(`germanNumber: expected a whole number from 0 to 9999, got ${value}`);
  }
  if (value < 20) return small[value] ?? '';
  if (value < 100) {
    const unit = value % 10;
    const ten = tens[Math.floor(value / 10)] ?? '';
    return unit === 0 ? ten : `${before(unit)}und${ten}`;
  }
  const [size, word] = value < 1000 ? [100, 'hundert'] : [1000, 'tausend'];
  const count = Math.floor(value / size);
  const rest = value % size;
  // Inside a larger number one hundred is `einhundert`: tausendeinhundert, but hundert.
  const inner = size === 1000 && rest >= 100 && rest < 200 ? 'ein' : '';
  return `${count === 1 ? '' : before(count)}${word}${rest === 0 ? '' : inner + germanNumber(rest)}`;
}

/** `ein` and not `eins` in front of und, hundert and tausend. */
function before(value: number): string {
  return value === 1 ? 'ein' : (small[value] ?? '');
}

const irregularOrdinals: Readonly<Record<number, string>> = { 1: 'erst', 3: 'dritt', 7: 'siebt', 8: 'acht' };

/** The stem of an ordinal, 1-31, without its ending: `dritt`, `einundzwanzigst`. */
export function germanOrdinalStem(value: number): string {
  return irregularOrdinals[value] ?? germanNumber(value) + (value < 20 ? 't' : 'st');
}
