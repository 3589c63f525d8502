/** 16 bits each. */
const DRAWS = 2048;

/** True once in `every` calls on average, a power of two of at most 65,536; each call is a draw of its own from `fill`'s random bytes. */
export function createSample(every: number, fill: (into: Uint16Array) => void): () => boolean {
  const draws = new Uint16Array(DRAWS);
  let at = DRAWS;
  return () => {
    if (at === DRAWS) {
      fill(draws);
      at = 0;
    }
    const draw = draws[at] ?? 0;
    at += 1;
    return draw % every === 0;
  };
}
