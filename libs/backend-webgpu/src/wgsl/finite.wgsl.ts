/** Whether a number is NaN or infinite, by its bits: devices need not know such numbers. */
export function isNotFinite(value: string): string {
  return `(bitcast<u32>(${value}) & 0x7f800000u) == 0x7f800000u`;
}
