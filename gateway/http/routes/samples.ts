/** Synthetic values for the examples of the description: no such authority, type or licence exists. */
/** What an authority asks for when it applies for a seal. */
export const SAMPLE_SEAL = {
  esId: '11000000000002',
  name: '样例机关印章',
  sealClass: 'statutory-name',
  picture: { type: 'PNG', data: 'iVBORw0KGgo', width: 42, height: 42 },
  validFrom: '2026-11-21T00:00:00.000Z',
  validUntil: '2031-11-21T00:00:00.000Z',
  reason: 'initial',
  basis: 'SAMPLE-BASIS-1',
};

export const SAMPLE_AUTHORITY = '11440000YX44M00099';
export const SAMPLE_TYPE = '11440000YX44M00099001';
export const SAMPLE_LICENCE_ID = '1.2.156.3005.2.11440000YX44M00099001.11440000YX44M00099.SAMPLE0000000000000001.001.0';
