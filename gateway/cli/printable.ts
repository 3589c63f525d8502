/**
 * Characters that steer a terminal or turn the order of the text, shown by number: what evidence or a gateway says must not
 * be able to draw a verdict of its own.
 */
export function printable(text: string): string {
  return text.replace(
    /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/gu,
    (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  );
}
