import { expect } from 'chai';
import { BUSINESS_LICENCE } from '../../../fixtures/licence-types.js';
import { licenceTypeSchema } from '../../../gateway/domain/licence-type-schema.js';

describe('licence type to be registered', () => {
  const [first, ...others] = BUSINESS_LICENCE.fields;
  const paths = (type: unknown) => {
    const result = licenceTypeSchema.safeParse(type);
    return result.success ? [] : [...new Set(result.error.issues.map(({ path }) => path.join('/')))];
  };

  it('is accepted when all of it holds', () => expect(paths(BUSINESS_LICENCE)).to.deep.equal([]));

  const cases: [string, unknown, string][] = [
    ['a type code of no authority', { ...BUSINESS_LICENCE, typeCode: '11440000YX44M00098001' }, 'typeCode'],
    ['a field of the standard', { ...BUSINESS_LICENCE, fields: [{ ...first, name: 'ZZMC' }] }, 'fields/0/name'],
    [
      'a name that evidence cannot open',
      { ...BUSINESS_LICENCE, fields: [{ ...first, name: 'KZ_A_B' }] },
      'fields/0/name',
    ],
    ['a name twice', { ...BUSINESS_LICENCE, fields: [first, first, ...others] }, 'fields/1/name'],
    [
      'a pattern that may run long',
      { ...BUSINESS_LICENCE, fields: [{ ...first, pattern: '(a+)+' }] },
      'fields/0/pattern',
    ],
    ['a null', { ...BUSINESS_LICENCE, validity: null }, 'validity'],
  ];
  for (const [name, type, path] of cases) {
    it(`refuses ${name}`, () => expect(paths(type)).to.deep.equal([path]));
  }
});
