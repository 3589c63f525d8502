/** Limits of a licence order; lengths in Unicode code points. */
export const MAX_IDEMPOTENCY_KEY_LENGTH = 64;
export const MAX_LICENCE_NUMBER_LENGTH = 64;
export const MAX_HOLDER_NAME_LENGTH = 200;
export const MAX_HOLDER_CODE_LENGTH = 64;
export const MAX_HOLDERS = 100;
/** The longest value that evidence can open, in UTF-16 units; holders joined to one value count together. */
export const MAX_VALUE_UNITS = 4000;
/** So many issues are told of one order; a last one says that there are more. */
export const MAX_ISSUES = 100;
