export const ENROLMENT_ERROR_CODES = ['CA_UNAVAILABLE', 'CA_REFUSED'] as const;
export type EnrolmentErrorCode = (typeof ENROLMENT_ERROR_CODES)[number];

/** CA_UNAVAILABLE: no answer, try again. CA_REFUSED: an answer, and it was no. */
export class EnrolmentError extends Error {
  readonly code: EnrolmentErrorCode;
  constructor(code: EnrolmentErrorCode, message: string, options: { cause?: unknown } = {}) {
    super(message, options);
    this.name = 'EnrolmentError';
    this.code = code;
  }
}
