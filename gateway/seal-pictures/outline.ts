/** One step of an outline; coordinates in pairs, x before y. */
export interface OutlineStep {
  readonly letter: 'M' | 'L' | 'Q' | 'C' | 'Z';
  readonly points: readonly number[];
}

/** The outline of one character in a square of 1 × 1, y downwards: the em square of the font. */
export interface GlyphOutline {
  readonly steps: readonly OutlineStep[];
  /** How far the next character stands from this one: 1 for Chinese. */
  readonly advance: number;
}

/** Outlines for a text, a character each. */
export type Outlines = ReadonlyMap<string, GlyphOutline>;

/** x' = a·x + c·y + e, y' = b·x + d·y + f: the matrix of SVG. */
export interface Transform {
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly d: number;
  readonly e: number;
  readonly f: number;
}

/** Puts the middle of a glyph at (x, y), made `width` × `height`, turned clockwise by `angle` in radians. */
export function placed(
  advance: number,
  { x, y, width, height, angle }: { x: number; y: number; width: number; height: number; angle: number },
): Transform {
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const [scaleX, scaleY] = [width / advance, height];
  const [middleX, middleY] = [width / 2, height / 2];
  return {
    a: cos * scaleX,
    b: sin * scaleX,
    c: -sin * scaleY,
    d: cos * scaleY,
    e: x - cos * middleX + sin * middleY,
    f: y - sin * middleX - cos * middleY,
  };
}

/** Path data of SVG, in micrometres' precision where the unit is the millimetre. */
export function pathData({ steps }: GlyphOutline, { a, b, c, d, e, f }: Transform): string {
  return steps
    .map(({ letter, points }) => {
      const numbers: string[] = [];
      for (let at = 0; at + 1 < points.length; at += 2) {
        const [x, y] = [points[at] ?? 0, points[at + 1] ?? 0];
        numbers.push(`${decimal(a * x + c * y + e)} ${decimal(b * x + d * y + f)}`);
      }
      return `${letter}${numbers.join(' ')}`;
    })
    .join('');
}

/** At most three decimals, never `-0`: the same text everywhere for the same picture. */
export function decimal(value: number): string {
  const rounded = Math.round(value * 1000) / 1000;
  return String(rounded === 0 ? 0 : rounded);
}
