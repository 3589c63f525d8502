import { expect } from 'chai';
import { AppError } from '../../../../gateway/domain/errors.js';
import { attestationBytes } from '../../../../gateway/domain/licence/attestation.js';
import { buildDocument, type DocumentInput } from '../../../../gateway/domain/licence/build-document.js';
import { fieldDigest } from '../../../../gateway/domain/licence/field-digest.js';
import { SEAL_TYPE_OF_CLASS, sealClassOf } from '../../../../gateway/domain/licence/seal-class.js';
import { canonicalJson } from '../../../../pki/encoding/canonical-json.js';
import { sm3Hex } from '../../../../pki/sm3.js';

const SALT = 'AAAAAAAAAAAAAAAAAAAAAA';
const input: DocumentInput = {
  network: sm3Hex(Buffer.of(1)),
  domain: '44',
  authority: '11440000000000000X',
  type: '11440000000000000X001',
  licenceId: '1.2.156.3005.2.11440000000000000X001.11440000000000000X.SAMPLE0001.001.0',
  version: 1,
  validFrom: '2026-12-01',
  fields: [
    { salt: SALT, name: 'ZZBH', value: '合成〔2026〕1' },
    { salt: SALT, name: 'CZZT', value: '合成持证人' },
  ],
};

describe('the licence document', () => {
  it('holds the fields as digests in bytewise order, and is hashed as canonical JSON', () => {
    const built = buildDocument(input);
    expect(built.document.fieldDigests).to.deep.equal(built.document.fieldDigests.toSorted());
    expect(built.fields.map(fieldDigest)).to.deep.equal(built.document.fieldDigests);
    expect(Buffer.from(built.bytes).toString()).to.equal(canonicalJson(built.document));
    expect(built.licenceDigest).to.equal(sm3Hex(built.bytes));
    expect(canonicalJson(built.document)).not.to.include('合成');
  });

  it('names the digest of its number', () => {
    const built = buildDocument(input);
    const [number] = input.fields;
    if (number === undefined) throw new RangeError('no number');
    expect(built.document.licenceNumberDigest).to.equal(fieldDigest(number));
  });

  it('does not depend on the order in which the fields are given', () => {
    expect(buildDocument({ ...input, fields: input.fields.toReversed() })).to.deep.equal(buildDocument(input));
  });

  it('of every other salt, name or value has another digest', () => {
    const field = { salt: SALT, name: 'CZZT', value: 'x' };
    const digests = [
      field,
      { ...field, salt: `${SALT.slice(0, -1)}Q` },
      { ...field, name: 'CZZTDM' },
      { ...field, value: 'y' },
    ];
    expect(new Set(digests.map(fieldDigest)).size).to.equal(4);
  });

  it('covers by its field digest the purpose, a zero byte and the canonical triple', () => {
    const expected = sm3Hex(Buffer.from(`yinxin/field/v1\0["${SALT}","CZZT","x"]`));
    expect(fieldDigest({ salt: SALT, name: 'CZZT', value: 'x' })).to.equal(expected);
  });

  it('is refused without its number, with a field twice, and in any other shape', () => {
    const refused = [
      { ...input, fields: input.fields.slice(1) },
      { ...input, fields: [...input.fields, ...input.fields] },
      { ...input, fields: [] },
      { ...input, version: 0 },
      { ...input, domain: 'GD' },
      { ...input, surplus: 1 },
      { ...input, fields: [...input.fields, { salt: 'short', name: 'KZ_A', value: 'x' }] },
      { ...input, fields: [...input.fields, { salt: SALT, name: 'KZ_A', value: '' }] },
    ];
    for (const each of refused) {
      expect(() => buildDocument(each), JSON.stringify(each))
        .to.throw(AppError)
        .with.property('code', 'INVALID_REQUEST');
    }
  });

  it('is attested with network, ledger, domain, authority and type in canonical order', () => {
    const { document, licenceDigest } = buildDocument(input);
    expect(Buffer.from(attestationBytes(document, licenceDigest, 'L')).toString()).to.equal(
      `{"authority":"${input.authority}","domain":"44","ledger":"L","licenceDigest":"${licenceDigest}","network":"${input.network}","type":"${input.type}"}`,
    );
  });
});

describe('the class of a seal', () => {
  it('is written as the type of its property, and read from there', () => {
    for (const [sealClass, type] of Object.entries(SEAL_TYPE_OF_CLASS)) expect(sealClassOf(type)).to.equal(sealClass);
    for (const type of [0, 5, 6, 15, -1, 1.5]) expect(sealClassOf(type)).to.equal(undefined);
  });
});
