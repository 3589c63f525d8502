const MAX_PATTERN_LENGTH = 200;
const MAX_COUNT = 999;
/** Each part with a range doubles the power of the longest search: two keep it a square of the text. */
const MAX_RANGES = 2;
const PART =
  /(\[\^?(?:\\[\\\]^.-]|[^\\[\]^])+\]|\\[\\dw.()[\]{}+*?|^$/]|[^\\[\]{}()*+?|^$.])(?:\{([0-9]{1,3})(?:,([0-9]{1,3}))?\})?/uy;

/**
 * Reads the pattern of a field. Patterns come from other provinces, so only a part of the regular expressions is
 * admitted: characters, `\d`, `\w` and sets such as `[0-9A-Z]`, each with `{n}` or `{n,m}` if need be, at most two of
 * the latter. No groups, no alternatives, no `*`, `+`, `?`, `.`. The whole value has to match.
 *
 * @returns `undefined` when the pattern is something else
 */
export function compileFieldPattern(pattern: string): RegExp | undefined {
  if (pattern.length === 0 || pattern.length > MAX_PATTERN_LENGTH || !pattern.isWellFormed()) return undefined;
  let ranges = 0;
  PART.lastIndex = 0;
  while (PART.lastIndex < pattern.length) {
    const part = PART.exec(pattern);
    if (part === null) return undefined;
    const [, , least, most] = part;
    if (most !== undefined && ++ranges > MAX_RANGES) return undefined;
    if (Number(least ?? 0) > MAX_COUNT || Number(most ?? 0) > MAX_COUNT) return undefined;
  }
  try {
    return new RegExp(`^${pattern}$`, 'u');
  } catch {
    return undefined; // a range in reverse, [9-0] or {2,1}
  }
}
