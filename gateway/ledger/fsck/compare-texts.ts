/** Bytewise for ASCII, as the database compares keys. */
export function compareTexts(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
