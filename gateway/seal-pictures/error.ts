export const SEAL_PICTURE_ERROR_CODES = ['TEXT_INVALID', 'GLYPH_ABSENT', 'SIZE_INVALID', 'EMBLEM_INVALID'] as const;
export type SealPictureErrorCode = (typeof SEAL_PICTURE_ERROR_CODES)[number];

/** What an order of a picture can be refused for. */
export class SealPictureError extends Error {
  readonly code: SealPictureErrorCode;

  constructor(code: SealPictureErrorCode, message: string) {
    super(message);
    this.name = 'SealPictureError';
    this.code = code;
  }
}
