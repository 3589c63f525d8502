const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const BODY = /^[0-9A-Z]+$/;

/**
 * ISO 7064 MOD 37,36 (GB/T 17710), the check character of licence identifiers.
 *
 * @param body characters 0-9A-Z, at least one
 * @returns one character 0-9A-Z, or `undefined` when the body has another alphabet
 */
export function mod3736CheckCharacter(body: string): string | undefined {
  if (!BODY.test(body)) return undefined;
  let product = 36;
  for (const character of body) {
    const sum = (product + ALPHABET.indexOf(character)) % 36 || 36;
    product = (sum * 2) % 37;
  }
  return ALPHABET.charAt((37 - product) % 36);
}
