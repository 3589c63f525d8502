import { SealPictureError } from './error.js';

/** The characters of a text that a seal shows. @throws SealPictureError TEXT_INVALID beyond the length, or with controls or blanks */
export function charactersOf(what: string, text: string, most: number): string[] {
  const characters = [...text.normalize('NFC')];
  if (characters.length === 0 || characters.length > most) {
    throw new SealPictureError('TEXT_INVALID', `${what}: 1 to ${most} characters`);
  }
  if (characters.some((each) => /[\p{C}\p{Z}\p{M}]/u.test(each))) {
    throw new SealPictureError('TEXT_INVALID', `${what}: letters, digits and marks only`);
  }
  return characters;
}

/** @throws SealPictureError SIZE_INVALID */
export function sizeBetween(what: string, value: number, least: number, most: number): number {
  if (value >= least && value <= most) return value;
  throw new SealPictureError('SIZE_INVALID', `${what}: ${least} to ${most}`);
}
