import { expect } from 'chai';
import { OID } from '../../../pki/der/oids.js';
import {
  element,
  explicit,
  generalizedTime,
  integer,
  nullValue,
  octetString,
  oid,
  printableString,
  sequence,
  setOf,
  unsignedInteger,
  utcTime,
  utf8String,
  x509Time,
} from '../../../pki/der/writer.js';
import { extension, NONE } from '../support/forge-certificate.js';
import { algorithmOf, ecKey } from '../support/forge-key.js';
import {
  ask,
  CA_USAGE,
  ca,
  codesOf,
  constraints,
  type Entity,
  FROM,
  leaf,
  NOW,
  nameOf,
  policyConstraints,
  purposesOf,
  TO,
  usage,
} from '../support/path-lab.js';

const UNKNOWN = '1.2.156.10197.6.7.2.2.1';
const [YEAR_1998, YEAR_2000, LATE] = [Date.UTC(1998, 0, 1), Date.UTC(2000, 0, 1), Date.UTC(2060, 0, 1)];

type Text = (text: string) => Uint8Array;
const dn = (text: Text, ...values: (readonly [string, string])[]): Uint8Array =>
  sequence(...values.map(([type, value]) => setOf(sequence(oid(type), text(value)))));

describe('validity (RFC 5280 §6.1.3 (a)(2))', () => {
  let root: Entity;
  before(async () => {
    root = await ca('合成根', undefined, { notBefore: utcTime(YEAR_1998), notAfter: generalizedTime(LATE) });
  });
  const user = (notBefore: Uint8Array, notAfter: Uint8Array) => leaf('合成用户', root, { notBefore, notAfter });

  it('a CA and an end certificate that are not valid yet', async () => {
    const late = { notBefore: x509Time(NOW + 1000) };
    const sub = await ca('合成 CA', root, late);
    expect(codesOf([await leaf('合成用户', sub), sub, root])).to.deep.equal(['NOT_YET_VALID']);
    expect(codesOf([await leaf('合成用户', root, late), root])).to.deep.equal(['NOT_YET_VALID']);
  });
  it('a CA and an end certificate that are not valid any more', async () => {
    const old = { notBefore: utcTime(YEAR_1998), notAfter: x509Time(NOW - 1000) };
    const sub = await ca('合成 CA', root, old);
    expect(codesOf([await leaf('合成用户', sub), sub, root])).to.deep.equal(['EXPIRED']);
    expect(codesOf([await leaf('合成用户', root, old), root])).to.deep.equal(['EXPIRED']);
    expect(codesOf([await user(utcTime(YEAR_1998), utcTime(YEAR_2000)), root])).to.deep.equal(['EXPIRED']);
  });
  it('UTCTime before 2000, and GeneralizedTime after 2049', async () => {
    expect(codesOf([await user(utcTime(YEAR_1998), generalizedTime(LATE)), root])).to.equal('valid');
  });
  it('GeneralizedTime before 2050 is noted', async () => {
    const answer = ask([await user(generalizedTime(FROM), x509Time(TO)), root]);
    expect(answer.verdict).to.equal('valid');
    expect(answer.deviations).to.deep.equal([{ position: 0, code: 'TIME_GENERALIZED_BEFORE_2050' }]);
  });
  it('both ends belong to it, and the whole of its last second', async () => {
    const chain = [await user(x509Time(NOW), x509Time(NOW + 1000)), root];
    const at = (ms: number) => codesOf(chain, { at: NOW + ms });
    expect([at(-1), at(0), at(1000), at(1999), at(2000)]).to.deep.equal([
      ['NOT_YET_VALID'],
      'valid',
      'valid',
      'valid',
      ['EXPIRED'],
    ]);
  });
  it('an anchor that has expired (RFC 5937)', async () => {
    const old = await ca('合成旧根', undefined, { notAfter: x509Time(NOW - 1000) });
    expect(codesOf([await leaf('合成用户', old), old])).to.deep.equal(['EXPIRED']);
  });
});

describe('names of issuer and subject (RFC 5280 §6.1.3 (a)(4), §7.1)', () => {
  const O = OID.organizationName;
  const CN = OID.commonName;
  const chainWith = async (subject: Uint8Array, issuer: Uint8Array) => {
    const root = await ca('', undefined, { name: subject });
    return [await leaf('合成用户', root, { issuerName: issuer }), root];
  };
  const plain = dn(printableString, [O, 'Synthetic Testing'], [CN, 'Good CA']);
  const alike: Readonly<Record<string, Uint8Array>> = {
    'the same bytes': plain,
    'more white space inside': dn(printableString, [O, 'Synthetic   Testing'], [CN, 'Good CA']),
    'white space at the ends': dn(printableString, [O, '  Synthetic Testing '], [CN, 'Good CA']),
    capitals: dn(printableString, [O, 'SYNTHETIC testing'], [CN, 'good CA']),
    'UTF8String instead of PrintableString': dn(utf8String, [O, 'Synthetic Testing'], [CN, 'good ca']),
  };
  for (const [how, issuer] of Object.entries(alike)) {
    it(`match for ${how}`, async () => expect(codesOf(await chainWith(plain, issuer))).to.equal('valid'));
  }
  const folded: readonly (readonly [string, string])[] = [
    ['Straße', 'STRASSE'],
    ['ΣΊΣΥΦΟΣ', 'σίσυφος'],
    ['ＦＵＬＬ', 'full'],
    ['软\u00ad件', '软件'],
    ['示例\u3000单位', '示例 单位'],
  ];
  for (const [ours, theirs] of folded) {
    it(`match for ${ours} and ${theirs}`, async () => {
      const names = [ours, theirs].map((text) => dn(utf8String, [O, text])) as [Uint8Array, Uint8Array];
      expect(codesOf(await chainWith(...names))).to.equal('valid');
    });
  }
  const apart: Readonly<Record<string, Uint8Array>> = {
    'another text': dn(printableString, [O, 'Synthetic Testing'], [CN, 'Good CA 2']),
    'another order': dn(printableString, [CN, 'Good CA'], [O, 'Synthetic Testing']),
    'another type': dn(printableString, [OID.organizationalUnitName, 'Synthetic Testing'], [CN, 'Good CA']),
    'one RDN less': dn(printableString, [O, 'Synthetic Testing']),
    'no white space': dn(printableString, [O, 'SyntheticTesting'], [CN, 'Good CA']),
    'two attributes in one RDN': sequence(
      setOf(sequence(oid(O), printableString('Synthetic Testing')), sequence(oid(CN), printableString('Good CA'))),
    ),
    'a text that spells the border of RDNs': dn(printableString, [O, `Synthetic Testing/${CN}=Good CA`]),
  };
  for (const [how, issuer] of Object.entries(apart)) {
    it(`do not match for ${how}`, async () =>
      expect(codesOf(await chainWith(plain, issuer))).to.deep.equal(['PATH_NOT_FOUND']));
  }
  it('attributes of one RDN match in any order, the order of DER is noted', async () => {
    const one = sequence(oid(O), printableString('Synthetic'));
    const two = sequence(oid(CN), printableString('CA'));
    const chain = await chainWith(sequence(element(0x31, two, one)), sequence(element(0x31, one, two)));
    expect(codesOf(chain)).to.equal('valid');
    expect(ask(chain).deviations.map(({ code }) => code)).to.include('DER_SET_ORDER');
  });
  it('names in the wrong order of certificates do not chain', async () => {
    const root = await ca('合成根');
    const sub = await ca('合成 CA', root);
    const user = await leaf('合成用户', sub, { issuerName: root.name });
    expect(codesOf([user, sub, root])).to.deep.equal(['SIGNATURE_INVALID']);
  });
  it('unique identifiers are noted', async () => {
    const root = await ca('合成根');
    const user = await leaf('合成用户', root, { uniqueIds: element(0x81, Uint8Array.of(0, 1)) });
    expect(ask([user, root]).deviations.map(({ code }) => code)).to.deep.equal(['UNIQUE_IDENTIFIER_PRESENT']);
  });
});

describe('basic constraints (RFC 5280 §6.1.4 (k), (l), (m))', () => {
  let root: Entity;
  before(async () => {
    root = await ca('合成根');
  });
  const below = async (parts: Parameters<typeof ca>[2]) => {
    const sub = await ca('合成 CA', root, parts);
    return [await leaf('合成用户', sub), sub, root];
  };
  it('absent', async () =>
    expect(codesOf(await below({ basicConstraints: NONE, keyUsage: usage([0]) }))).to.deep.equal([
      'KEY_CERT_SIGN_ABSENT',
      'NOT_A_CA',
    ]));
  it('cA false, critical or not', async () => {
    const codes = ['KEY_CERT_SIGN_WITHOUT_CA', 'NOT_A_CA'];
    expect(codesOf(await below({ basicConstraints: constraints(false) }))).to.deep.equal(codes);
    expect(codesOf(await below({ basicConstraints: constraints(false, undefined, false) }))).to.deep.equal(codes);
  });
  it('not critical is noted', async () => {
    const chain = await below({ basicConstraints: constraints(true, undefined, false) });
    expect(codesOf(chain)).to.equal('valid');
    expect(ask(chain).deviations).to.deep.equal([{ position: 1, code: 'BASIC_CONSTRAINTS_NOT_CRITICAL' }]);
  });
  it('version 1 is no CA, below the anchor', async () => {
    expect(codesOf(await below({ version: NONE, extensionsField: NONE }))).to.include('NOT_A_CA');
    const old = await ca('合成旧根', undefined, { version: NONE, extensionsField: NONE });
    expect(codesOf([await leaf('合成用户', old), old])).to.equal('valid');
  });

  const chain = async (...lengths: (number | undefined)[]) => {
    const path: Entity[] = [root];
    for (const [at, length] of lengths.entries()) {
      path.unshift(await ca(`合成 CA ${at}`, path[0], { basicConstraints: constraints(true, length) }));
    }
    return path;
  };
  it('path length 0: a user below, a CA certificate as the end, and no CA between', async () => {
    const [zero = root, ...above] = await chain(0);
    const user = await leaf('合成用户', zero);
    const sub = await ca('合成下级 CA', zero);
    expect(codesOf([user, zero, ...above])).to.equal('valid');
    expect(codesOf([sub, zero, ...above])).to.equal('valid');
    expect(codesOf([await leaf('合成用户', sub), sub, zero, ...above])).to.deep.equal(['PATH_TOO_LONG']);
  });
  it('path length 6: six CAs below and no more, a larger number further down changes nothing', async () => {
    const six = await chain(6, 4, 4, undefined, undefined, undefined);
    const seven = await chain(6, 4, 4, 7, undefined, undefined, undefined);
    expect(codesOf([await leaf('合成用户', six[0] ?? root), ...six])).to.equal('valid');
    expect(codesOf([await leaf('合成用户', seven[0] ?? root), ...seven])).to.deep.equal(['PATH_TOO_LONG']);
  });
  it('self-issued certificates do not count', async () => {
    const [zero = root, ...above] = await chain(0);
    const rolled = await ca('', zero, { name: zero.name });
    const user = await leaf('合成用户', rolled);
    expect(codesOf([user, rolled, zero, ...above])).to.equal('valid');
    const other = await ca('合成下级 CA', rolled);
    expect(codesOf([await leaf('合成用户', other), other, rolled, zero, ...above])).to.deep.equal(['PATH_TOO_LONG']);
  });
  it("the anchor's path length counts", async () => {
    const strict = await ca('合成严根', undefined, { basicConstraints: constraints(true, 0) });
    const sub = await ca('合成 CA', strict);
    expect(codesOf([await leaf('合成用户', strict), strict])).to.equal('valid');
    expect(codesOf([await leaf('合成用户', sub), sub, strict])).to.deep.equal(['PATH_TOO_LONG']);
  });
});

describe('key usage (RFC 5280 §6.1.4 (n), §4.2.1.3, §4.2.1.12)', () => {
  let root: Entity;
  before(async () => {
    root = await ca('合成根');
  });
  const below = async (keyUsage: Uint8Array) => {
    const sub = await ca('合成 CA', root, { keyUsage });
    return [await leaf('合成用户', sub), sub, root];
  };
  it('without keyCertSign, critical or not', async () => {
    expect(codesOf(await below(usage([6])))).to.deep.equal(['KEY_CERT_SIGN_ABSENT']);
    expect(codesOf(await below(usage([6], false)))).to.deep.equal(['KEY_CERT_SIGN_ABSENT']);
  });
  it('absent, or not critical', async () => {
    expect(codesOf(await below(NONE))).to.equal('valid');
    expect(codesOf(await below(usage([5, 6], false)))).to.equal('valid');
  });
  it('that the question asks for', async () => {
    const chain = [await leaf('合成用户', root), root];
    const free = [await leaf('合成用户', root, { keyUsage: NONE }), root];
    expect(codesOf(chain, { keyUsages: ['digitalSignature', 'nonRepudiation'] })).to.equal('valid');
    expect(codesOf(chain, { keyUsages: ['digitalSignature', 'keyEncipherment'] })).to.deep.equal([
      'KEY_USAGE_NOT_ALLOWED',
    ]);
    expect(codesOf(free, { keyUsages: ['keyEncipherment'] })).to.equal('valid');
  });
  const [SERVER, CLIENT] = ['1.3.6.1.5.5.7.3.1', '1.3.6.1.5.5.7.3.2'];
  it('extended, that the question asks for', async () => {
    const server = { extensions: [purposesOf(SERVER)] };
    const chain = [await leaf('合成用户', root, server), root];
    expect(codesOf(chain, { extendedKeyUsages: [SERVER] })).to.equal('valid');
    expect(codesOf(chain, { extendedKeyUsages: [CLIENT] })).to.deep.equal(['EXTENDED_KEY_USAGE_NOT_ALLOWED']);
    expect(codesOf(chain, { extendedKeyUsages: [SERVER, CLIENT] })).to.deep.equal(['EXTENDED_KEY_USAGE_NOT_ALLOWED']);
    const any = [await leaf('合成用户', root, { extensions: [purposesOf(OID.anyExtendedKeyUsage)] }), root];
    expect(codesOf(any, { extendedKeyUsages: [CLIENT] })).to.equal('valid');
    const sub = await ca('合成 CA', root, server);
    const user = await leaf('合成用户', sub);
    expect(codesOf([user, sub, root], { extendedKeyUsages: [SERVER] })).to.equal('valid');
    expect(codesOf([user, sub, root], { extendedKeyUsages: [CLIENT] })).to.deep.equal([
      'EXTENDED_KEY_USAGE_NOT_ALLOWED',
    ]);
    expect(codesOf([user, sub, root])).to.equal('valid');
  });
});

describe('critical extensions (RFC 5280 §6.1.4 (o), §6.1.5 (f))', () => {
  const unknown = (critical: boolean) => ({ extensions: [extension(UNKNOWN, nullValue(), critical)] });
  it('of the end certificate, a CA, the anchor', async () => {
    for (const critical of [false, true]) {
      const expected = critical ? ['CRITICAL_EXTENSION_UNKNOWN'] : 'valid';
      const root = await ca('合成根');
      const sub = await ca('合成 CA', root, unknown(critical));
      const oddRoot = await ca('合成根', undefined, unknown(critical));
      expect(codesOf([await leaf('合成用户', root, unknown(critical)), root])).to.deep.equal(expected);
      expect(codesOf([await leaf('合成用户', sub), sub, root])).to.deep.equal(expected);
      expect(codesOf([await leaf('合成用户', oddRoot), oddRoot])).to.deep.equal(expected);
    }
  });
});

describe('what RFC 5280 forbids a certificate to be', () => {
  let root: Entity;
  before(async () => {
    root = await ca('合成根');
  });
  const user = async (parts: Parameters<typeof leaf>[2]) => codesOf([await leaf('合成用户', root, parts), root]);
  const keyIdentifier = (id: string, critical: boolean) =>
    extension(
      id,
      id === OID.subjectKeyIdentifier ? octetString(Uint8Array.of(1)) : sequence(element(0x80, Uint8Array.of(1))),
      critical,
    );

  it('serial number 0 (§4.1.2.2)', async () =>
    expect(await user({ serialField: integer(0) })).to.deep.equal(['SERIAL_NUMBER_ZERO']));
  it('serial number of 21 octets (§4.1.2.2)', async () => {
    expect(await user({ serialField: unsignedInteger(new Uint8Array(21).fill(17)) })).to.deep.equal([
      'SERIAL_NUMBER_TOO_LONG',
    ]);
    expect(await user({ serialField: unsignedInteger(new Uint8Array(20).fill(17)) })).to.equal('valid');
  });
  it('a negative serial number is noted: NIST has one in a valid path', async () => {
    const answer = ask([await leaf('合成用户', root, { serialField: integer(-5) }), root]);
    expect(answer.verdict).to.equal('valid');
    expect(answer.deviations).to.deep.equal([{ position: 0, code: 'SERIAL_NUMBER_NEGATIVE' }]);
  });
  it('a CA without a name (§4.1.2.6)', async () => {
    const nameless = await ca('', root, { name: sequence() });
    expect(codesOf([nameless, root])).to.deep.equal(['SUBJECT_EMPTY']);
  });
  it('an empty subject without a critical alternative name (§4.1.2.6)', async () => {
    const san = (critical: boolean) =>
      extension('2.5.29.17', sequence(element(0x82, Buffer.from('a.example'))), critical);
    expect(await user({ name: sequence(), extensions: [san(true)] })).to.equal('valid');
    expect(await user({ name: sequence(), extensions: [san(false)] })).to.deep.equal(['SUBJECT_EMPTY']);
    expect(await user({ name: sequence() })).to.deep.equal(['SUBJECT_EMPTY']);
  });
  it('critical key identifiers (§4.2.1.1, §4.2.1.2)', async () => {
    for (const id of [OID.subjectKeyIdentifier, OID.authorityKeyIdentifier]) {
      expect(await user({ keyIdentifiers: keyIdentifier(id, false) }), id).to.equal('valid');
      expect(await user({ keyIdentifiers: keyIdentifier(id, true) }), id).to.deep.equal(['KEY_IDENTIFIER_CRITICAL']);
    }
  });
  it('key usage without a bit (§4.2.1.3)', async () =>
    expect(await user({ keyUsage: usage([]) })).to.deep.equal(['KEY_USAGE_EMPTY']));
  it('keyCertSign without cA (§4.2.1.9)', async () => {
    expect(await user({ keyUsage: CA_USAGE })).to.deep.equal(['KEY_CERT_SIGN_WITHOUT_CA']);
    expect(await user({ keyUsage: CA_USAGE, basicConstraints: constraints(true) })).to.equal('valid');
  });
  it('a path length without cA (§4.2.1.9)', async () =>
    expect(await user({ basicConstraints: constraints(false, 0) })).to.deep.equal(['PATH_LENGTH_WITHOUT_CA']));
  it('alternative names that their form does not allow (§4.2.1.6)', async () => {
    const named = (name: Uint8Array) => user({ extensions: [extension('2.5.29.17', sequence(name))] });
    const good = [
      element(0x82, Buffer.from('*.example.com')),
      element(0x87, Uint8Array.of(192, 0, 2, 1)),
      element(0x81, Buffer.from('a@example.com')),
    ];
    for (const name of good) expect(await named(name)).to.equal('valid');
    const bad = [
      element(0x82, Buffer.from(' ')),
      element(0x82),
      element(0x82, Buffer.from('a..example')),
      element(0x82, Buffer.from('.example')),
      element(0x87, Uint8Array.of(192, 0, 2)),
      element(0x81, Buffer.from('nobody')),
      element(0x86, Buffer.from('/relative')),
    ];
    for (const name of bad)
      expect(await named(name), Buffer.from(name).toString()).to.deep.equal(['SUBJECT_ALT_NAME_MALFORMED']);
  });
  it('missing key identifiers are noted', async () => {
    const answer = ask([await leaf('合成用户', root, { keyIdentifiers: NONE }), root]);
    expect([answer.verdict, answer.deviations]).to.deep.equal([
      'valid',
      [{ position: 0, code: 'AUTHORITY_KEY_IDENTIFIER_ABSENT' }],
    ]);
  });

  const malformed: Readonly<Record<string, Parameters<typeof leaf>[2]>> = {
    'two different signature algorithms (§4.1.1.2)': { outerAlgorithm: algorithmOf('ecdsa-with-SHA256') },
    'extensions in version 2 (§4.1.2.1)': { version: explicit(0, integer(1)) },
    'version 4 (§4.1.2.1)': { version: explicit(0, integer(3)) },
    'an extension twice (§4.2)': { extensions: [usage([0])] },
    'no extension in the field (§4.2)': { extensionsField: explicit(3, sequence()) },
    'an empty list of purposes (§4.2.1.12)': { extensions: [extension(OID.extendedKeyUsage, sequence())] },
    'an empty list of names (§4.2.1.6)': { extensions: [extension('2.5.29.17', sequence())] },
    'policy constraints without a field (§4.2.1.11)': { extensions: [policyConstraints()] },
    'a policy twice (§4.2.1.4)': {
      extensions: [extension('2.5.29.32', sequence(sequence(oid(UNKNOWN)), sequence(oid(UNKNOWN))))],
    },
    'a UTCTime without seconds (§4.1.2.5.1)': { notBefore: element(0x17, Buffer.from('2601010000Z')) },
    'a time with a zone (§4.1.2.5.1)': { notBefore: element(0x17, Buffer.from('260101000000+0800')) },
  };
  for (const [rule, parts] of Object.entries(malformed)) {
    it(`cannot be read: ${rule}`, async () => {
      const made = await leaf('合成用户', root, parts);
      expect(() => ask([made, root]))
        .to.throw()
        .with.property('code', 'CERTIFICATE_MALFORMED');
    });
  }
  it('a P-192 key of the end certificate is too weak', async () => {
    const { generateKeyPairSync } = await import('node:crypto');
    const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'prime192v1' });
    const spki = new Uint8Array(publicKey.export({ format: 'der', type: 'spki' }));
    expect(await user({ spki })).to.deep.equal(['KEY_TOO_WEAK']);
    expect(await user({ spki: ecKey().spki })).to.equal('valid');
    expect(nameOf('x').length).to.be.above(0);
  });
});
