/** Digits looked at beyond the last printed one. A tie is a dyadic fraction, so these tell it from its nearest doubles. */
const GUARD_DIGITS = 40;

/**
 * Formats a number with a fixed count of decimals as C's `printf`, Perl and Python do: the exact binary value, ties to
 * even. `Number.prototype.toFixed` rounds ties up, so 1 match of 16 (6.25 %) would print 6.3 where sacreBLEU prints 6.2.
 *
 * @param value a finite number
 * @param digits 0 to 20 decimals
 */
export function formatFixed(value: number, digits: number): string {
  const rounded = value.toFixed(digits);
  const exact = value.toFixed(digits + GUARD_DIGITS);
  const kept = exact.slice(0, exact.length - GUARD_DIGITS);
  const dropped = exact.slice(exact.length - GUARD_DIGITS);
  const isTie = /^50*$/u.test(dropped);
  if (!isTie) return rounded;
  const truncated = kept.endsWith('.') ? kept.slice(0, -1) : kept;
  const lastDigitIsEven = /[02468]$/u.test(truncated);
  return lastDigitIsEven ? truncated : rounded;
}
