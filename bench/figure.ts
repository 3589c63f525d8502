/** One measured number beside a reference that was measured in the same run. */
export interface Figure {
  figure: string;
  value: number;
  unit: string;
  reference: string;
  referenceValue: number;
}

/** One JSON line on standard output; `ratio` = value ÷ reference. */
export function printFigure({ figure, value, unit, reference, referenceValue }: Figure): void {
  const ratio = value / referenceValue;
  const line = { figure, value: rounded(value), unit, reference, referenceValue: rounded(referenceValue), ratio };
  process.stdout.write(`${JSON.stringify({ ...line, ratio: rounded(ratio) })}\n`);
}

/** What is being done, for people: on standard error, so that standard output holds figures only. */
export function tell(text: string): void {
  process.stderr.write(`${text}\n`);
}

/** Four significant digits: more would be noise. */
function rounded(value: number): number {
  return Number(value.toPrecision(4));
}
