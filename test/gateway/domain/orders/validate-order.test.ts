import { expect } from 'chai';
import fc from 'fast-check';
import { BUSINESS_LICENCE, licenceTypesOf, REAL_ESTATE_CERTIFICATE } from '../../../../fixtures/licence-types.js';
import { generateOrders } from '../../../../fixtures/orders.js';
import { provincialAuthority } from '../../../../fixtures/provinces.js';
import type { LicenceTypeDefinition } from '../../../../gateway/domain/licence-type.js';
import type { LicenceOrder } from '../../../../gateway/domain/orders/order.js';
import type { OrderContext } from '../../../../gateway/domain/orders/order-context.js';
import { ORDER_ISSUE_CODES } from '../../../../gateway/domain/orders/order-issue.js';
import { MAX_ISSUES } from '../../../../gateway/domain/orders/order-limits.js';
import { validateOrder } from '../../../../gateway/domain/orders/validate-order.js';

const AUTHORITY = provincialAuthority('44', 'market-regulation');
const CONTEXT: OrderContext = {
  type: BUSINESS_LICENCE,
  authority: { uscc: AUTHORITY.uscc, licenceTypes: licenceTypesOf(AUTHORITY) },
  profile: 'development',
};

function order(): LicenceOrder {
  const [first] = generateOrders({ seed: 'validate', count: 1, type: BUSINESS_LICENCE, authority: AUTHORITY });
  if (first === undefined) throw new Error('no order');
  return first;
}

function codes(input: unknown, type: LicenceTypeDefinition = BUSINESS_LICENCE): string[] {
  const result = validateOrder(input, { ...CONTEXT, type });
  return result.ok ? [] : result.issues.map(({ pointer, code }) => `${pointer} ${code}`);
}

function withField(definition: Partial<LicenceTypeDefinition['fields'][number]>): LicenceTypeDefinition {
  const field = { name: 'KZ_A', label: { zh: '甲', en: 'A' }, type: 'text', required: true, maxLength: 20 } as const;
  return { ...BUSINESS_LICENCE, fields: [{ ...field, ...definition }] };
}

describe('validateOrder', () => {
  it('tells of every fault at once', () => {
    const input = {
      ...order(),
      idempotencyKey: '',
      issuedOn: '2026-02-30',
      holders: [{ name: '', codeType: '112', code: 7 }],
      fields: { KZ_ZCZB: '1.5', KZ_Q: '' },
      extra: null,
    };
    expect(codes(input)).to.deep.equal([
      '/extra MEMBER_UNKNOWN',
      '/idempotencyKey TEXT_EMPTY',
      '/holders/0/name TEXT_EMPTY',
      '/holders/0/codeType HOLDER_CODE_TYPE_UNKNOWN',
      '/holders/0/code MEMBER_TYPE',
      '/issuedOn DAY_IMPOSSIBLE',
      '/fields/KZ_Q FIELD_UNKNOWN',
      '/fields/KZ_LX FIELD_MISSING',
      '/fields/KZ_FDDBR FIELD_MISSING',
      '/fields/KZ_ZCZB INTEGER_MALFORMED',
      '/fields/KZ_CLRQ FIELD_MISSING',
      '/fields/KZ_ZS FIELD_MISSING',
      '/fields/KZ_JYFW FIELD_MISSING',
    ]);
  });

  it('gives messages that repeat nothing of what was sent', () => {
    const result = validateOrder({ ...order(), licenceNumber: ' 合成甲0001' }, CONTEXT);
    expect(JSON.stringify(result)).not.to.include('合成甲');
  });

  it('makes a new object of the known members, whose prototype is untouched', () => {
    const input = order();
    const result = validateOrder(input, CONTEXT);
    if (!result.ok) throw new Error('was refused');
    expect(result.order).to.deep.equal(input);
    expect(result.order).not.to.equal(input);
    expect(result.order.fields).not.to.equal(input.fields);
    expect(Object.getPrototypeOf(result.order.fields)).to.equal(Object.prototype);
  });

  it('does not take members from the prototype', () => {
    expect(codes(Object.create(order()))).to.deep.equal([' ORDER_NOT_OBJECT']);
  });

  it('reads an order without prototype', () => {
    expect(codes(Object.assign(Object.create(null), order()))).to.deep.equal([]);
  });

  it('counts lengths in code points', () => {
    expect(codes({ ...order(), licenceNumber: '𠮷'.repeat(64) })).to.deep.equal([]);
  });

  it('lets names keep joiners and separators that scripts need', () => {
    const [holder] = order().holders;
    expect(codes({ ...order(), holders: [{ ...holder, name: '阿卜杜拉·合成' }] })).to.deep.equal([]);
    expect(codes({ ...order(), holders: [{ ...holder, name: 'ᠰᠠᠢ᠋ᠨ' }] })).to.deep.equal([]);
  });

  it('admits validity of one day and of the longest term', () => {
    const day = { ...order(), validFrom: '2026-03-01' };
    expect(codes({ ...day, validUntil: '2026-03-01' })).to.deep.equal([]);
    expect(codes({ ...day, validUntil: '2076-03-01' })).to.deep.equal([]);
    expect(codes({ ...day, validUntil: '2076-03-02' })).to.deep.equal(['/validUntil VALIDITY_TOO_LONG']);
  });

  it('admits integers up to 2^53−1 either side of zero', () => {
    const type = withField({ type: 'integer' });
    const value = (text: string) => codes({ ...order(), fields: { KZ_A: text } }, type);
    expect(value('9007199254740991')).to.deep.equal([]);
    expect(value('-9007199254740991')).to.deep.equal([]);
    expect(value('0')).to.deep.equal([]);
    expect(value('9007199254740992')).to.deep.equal(['/fields/KZ_A INTEGER_MALFORMED']);
  });

  it('lets no value pass a pattern that is not admitted', () => {
    const type = withField({ pattern: '(a+)+$' });
    expect(codes({ ...order(), fields: { KZ_A: 'aaa' } }, type)).to.deep.equal(['/fields/KZ_A PATTERN_MISMATCH']);
  });

  it('judges several holders by their own codes', () => {
    const authority = provincialAuthority('44', 'natural-resources');
    const type = REAL_ESTATE_CERTIFICATE;
    const [estate] = generateOrders({ seed: 'several', count: 1, type, authority });
    const holders = Array.from({ length: 20 }, (_, at) => ({ name: '合成', codeType: '414', code: `E${at}` }));
    const context = { type, authority: { uscc: authority.uscc, licenceTypes: [type.typeCode] }, profile: 'production' };
    expect(validateOrder({ ...estate, holders }, context as OrderContext).ok).to.equal(true);
  });

  it('refuses holders whose names joined are longer than evidence can open', () => {
    const type: LicenceTypeDefinition = { ...BUSINESS_LICENCE, holders: { category: 'any', max: 100 } };
    const holders = (count: number) =>
      Array.from({ length: count }, (_, at) => ({ name: '合'.repeat(199), codeType: '414', code: `E${at}` }));
    expect(codes({ ...order(), holders: holders(20) }, type)).to.deep.equal([]);
    expect(codes({ ...order(), holders: holders(21) }, type)).to.deep.equal(['/holders HOLDERS_TOO_MANY']);
  });

  it('answers anything at all with its own codes, and not too many', () => {
    const known = new Set<string>(ORDER_ISSUE_CODES);
    fc.assert(
      fc.property(fc.anything({ withNullPrototype: true, withSparseArray: true, maxDepth: 4 }), (input) => {
        const result = validateOrder(input, CONTEXT);
        return !result.ok && result.issues.length <= MAX_ISSUES && result.issues.every(({ code }) => known.has(code));
      }),
    );
  });

  it('answers any value in any member with its own codes', () => {
    const good = order();
    const known = new Set<string>(ORDER_ISSUE_CODES);
    const member = fc.constantFrom('holders', 'fields', ...Object.keys(good));
    fc.assert(
      fc.property(member, fc.anything({ withNullPrototype: true, withSparseArray: true }), (name, value) => {
        const result = validateOrder({ ...good, [name]: value }, CONTEXT);
        return result.ok || result.issues.every(({ code }) => known.has(code));
      }),
    );
  });
});
