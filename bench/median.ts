/** The middle one of an odd number of values; the mean of the two middle ones otherwise. Throws TypeError for none. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const half = sorted.length / 2;
  const [low, high] = [sorted[Math.ceil(half) - 1], sorted[Math.floor(half)]];
  if (low === undefined || high === undefined) throw new TypeError('no values');
  return (low + high) / 2;
}
