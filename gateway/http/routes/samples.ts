/** Synthetic values for the examples of the description: no such authority, type or licence exists. */
export const SAMPLE_AUTHORITY = '11440000YX44M00099';
export const SAMPLE_TYPE = '11440000YX44M00099001';
export const SAMPLE_LICENCE_ID = '1.2.156.3005.2.11440000YX44M00099001.11440000YX44M00099.SAMPLE0000000000000001.001.0';
