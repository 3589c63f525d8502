import { expect } from 'chai';
import { OID } from '../../../pki/der/oids.js';
import {
  element,
  ia5String,
  integer,
  oid,
  printableString,
  sequence,
  setOf,
  utf8String,
} from '../../../pki/der/writer.js';
import { readPathCertificate } from '../../../pki/path/certificate.js';
import type { PathFindingCode } from '../../../pki/path/findings.js';
import { PATH_OID } from '../../../pki/path/oids.js';
import { extension } from '../support/forge-certificate.js';
import {
  altNames,
  ask,
  ca,
  codesOf,
  directory,
  dns,
  type Entity,
  ip,
  leaf,
  nameConstraints,
  otherNameOf,
  registered,
  rfc822,
  uri,
} from '../support/path-lab.js';

const PERMITTED = 'NAME_NOT_PERMITTED';
const EXCLUDED = 'NAME_EXCLUDED';
const UNPROCESSABLE = 'NAME_CONSTRAINT_UNPROCESSABLE';
const rdn = (type: string, value: Uint8Array) => setOf(sequence(oid(type), value));
const dn = (...units: string[]): Uint8Array =>
  sequence(
    rdn(OID.countryName, printableString('CN')),
    ...units.map((unit) => rdn(OID.organizationalUnitName, utf8String(unit))),
  );
const cidr = (octets: readonly number[], mask: readonly number[]) => ip(...octets, ...mask);
const uscc = (code: string) => otherNameOf(PATH_OID.uscc, utf8String(code));
const OTHER = '1.3.6.1.4.1.311.20.2.3';

describe('name constraints (RFC 5280 §6.1.3 (b), (c), §6.1.4 (g), §4.2.1.10)', () => {
  let root: Entity;
  before(async () => {
    root = await ca('合成根');
  });
  const constrainedBy = (list: 'permitted' | 'excluded', ...bases: Uint8Array[]) =>
    ca('合成 CA', root, { extensions: [nameConstraints({ [list]: bases })] });
  const judge = async (list: 'permitted' | 'excluded', base: Uint8Array, ...names: Uint8Array[]) => {
    const sub = await constrainedBy(list, base);
    return codesOf([await leaf('合成用户', sub, { extensions: [altNames(...names)] }), sub, root]);
  };

  type Row = readonly [string, Uint8Array, Uint8Array, 'inside' | 'outside' | 'unprocessable'];
  const rows: readonly Row[] = [
    ['dNSName itself', dns('example.com'), dns('example.com'), 'inside'],
    ['dNSName with labels more', dns('example.com'), dns('a.b.example.com'), 'inside'],
    ['dNSName in other case', dns('Example.COM'), dns('www.example.com'), 'inside'],
    ['dNSName with the same ending', dns('example.com'), dns('notexample.com'), 'outside'],
    ['dNSName above', dns('www.example.com'), dns('example.com'), 'outside'],
    ['dNSName under the empty constraint', dns(''), dns('example.com'), 'inside'],
    ['dNSName as an A-label', dns('xn--fiqs8s'), dns('example.xn--fiqs8s'), 'inside'],
    ['dNSName with a wildcard', dns('example.com'), dns('*.example.com'), 'inside'],
    ['dNSName constraint with a leading period', dns('.example.com'), dns('www.example.com'), 'unprocessable'],
    ['rfc822Name: a mailbox', rfc822('a@example.com'), rfc822('a@EXAMPLE.com'), 'inside'],
    ['rfc822Name: another local part', rfc822('a@example.com'), rfc822('A@example.com'), 'outside'],
    ['rfc822Name: a host', rfc822('example.com'), rfc822('b@example.com'), 'inside'],
    ['rfc822Name: below the host', rfc822('example.com'), rfc822('b@mail.example.com'), 'outside'],
    ['rfc822Name: a domain', rfc822('.example.com'), rfc822('b@mail.example.com'), 'inside'],
    ['rfc822Name: the domain itself', rfc822('.example.com'), rfc822('b@example.com'), 'outside'],
    ['URI: a host', uri('example.com'), uri('https://example.com:8443/a?b#c'), 'inside'],
    ['URI: with a user', uri('example.com'), uri('ftp://u:p@EXAMPLE.com/a'), 'inside'],
    ['URI: below the host', uri('example.com'), uri('http://www.example.com/'), 'outside'],
    ['URI: a domain', uri('.example.com'), uri('http://www.example.com/'), 'inside'],
    ['URI: the domain itself', uri('.example.com'), uri('http://example.com/'), 'outside'],
    ['URI: a user that looks like the host', uri('example.com'), uri('http://example.com@evil.example/'), 'outside'],
    ['URI without an authority', uri('example.com'), uri('urn:example:a'), 'unprocessable'],
    ['URI with an address', uri('example.com'), uri('http://192.0.2.1/'), 'unprocessable'],
    ['iPAddress v4', cidr([192, 0, 2, 0], [255, 255, 255, 0]), ip(192, 0, 2, 9), 'inside'],
    ['iPAddress v4 beside', cidr([192, 0, 2, 0], [255, 255, 255, 0]), ip(192, 0, 3, 9), 'outside'],
    ['iPAddress v4 of 25 bits', cidr([192, 0, 2, 128], [255, 255, 255, 128]), ip(192, 0, 2, 127), 'outside'],
    ['iPAddress v6 under a v4 block', cidr([0, 0, 0, 0], [0, 0, 0, 0]), ip(...new Uint8Array(16)), 'outside'],
    ['iPAddress with holes in the mask', cidr([192, 0, 2, 0], [255, 0, 255, 0]), ip(192, 0, 2, 1), 'unprocessable'],
    ['iPAddress constraint of 4 octets', ip(192, 0, 2, 0), ip(192, 0, 2, 0), 'unprocessable'],
    ['directoryName', directory(dn('a')), directory(dn('A', 'b')), 'inside'],
    ['directoryName beside', directory(dn('a')), directory(dn('ab')), 'outside'],
    ['directoryName above', directory(dn('a', 'b')), directory(dn('a')), 'outside'],
    ['registeredID', registered('1.2.156'), registered('1.2.156.10260'), 'inside'],
    ['registeredID with the same digits', registered('1.2.15'), registered('1.2.156'), 'outside'],
    ['USCC itself', uscc('11990000MB1A00001N'), uscc('11990000MB1A00001N'), 'inside'],
    ['USCC of the same area', uscc('11990000'), uscc('11990000MB1A00001N'), 'inside'],
    ['USCC of another area', uscc('11440000'), uscc('11990000MB1A00001N'), 'outside'],
  ];
  for (const [what, base, name, where] of rows) {
    // The subject is a directory name of its own: it must not decide the case.
    const isDirectory = what.startsWith('directoryName');
    it(`${what}: ${where}`, async () => {
      const permitted: PathFindingCode[] =
        where === 'outside' || isDirectory ? [PERMITTED] : where === 'inside' ? [] : [UNPROCESSABLE];
      const excluded: PathFindingCode[] = where === 'inside' ? [EXCLUDED] : where === 'outside' ? [] : [UNPROCESSABLE];
      expect(await judge('excluded', base, name)).to.deep.equal(excluded.length === 0 ? 'valid' : excluded);
      if (isDirectory) {
        const sub = await constrainedBy('permitted', base);
        const user = await leaf('', sub, { name: name.subarray(2) });
        expect(codesOf([user, sub, root])).to.deep.equal(where === 'inside' ? 'valid' : [PERMITTED]);
      } else {
        expect(await judge('permitted', base, name)).to.deep.equal(permitted.length === 0 ? 'valid' : permitted);
      }
    });
  }

  it('a form that is not constrained is free', async () => {
    expect(await judge('permitted', dns('example.com'), uri('http://elsewhere.example/'))).to.equal('valid');
    expect(await judge('permitted', uscc('1144'), otherNameOf(OTHER, utf8String('x')))).to.equal('valid');
  });
  it('every name counts, and both lists', async () => {
    expect(await judge('permitted', dns('example.com'), dns('a.example.com'), dns('b.example.org'))).to.deep.equal([
      PERMITTED,
    ]);
    const both = await ca('合成 CA', root, {
      extensions: [nameConstraints({ permitted: [dns('example.com')], excluded: [dns('bad.example.com')] })],
    });
    const user = (name: string) => leaf('合成用户', both, { extensions: [altNames(dns(name))] });
    expect(codesOf([await user('good.example.com'), both, root])).to.equal('valid');
    expect(codesOf([await user('x.bad.example.com'), both, root])).to.deep.equal([EXCLUDED]);
  });
  it('a wildcard that stands for an excluded host', async () => {
    expect(await judge('excluded', dns('bad.example.com'), dns('*.example.com'))).to.deep.equal([EXCLUDED]);
    expect(await judge('excluded', dns('very.bad.example.com'), dns('*.example.com'))).to.equal('valid');
  });
  it('an other name of a type that nobody knows lies in itself only, and not surely outside an excluded one', async () => {
    const other = (text: string) => otherNameOf(OTHER, utf8String(text));
    expect(await judge('permitted', other('a'), other('a'))).to.equal('valid');
    expect(await judge('permitted', other('a'), other('b'))).to.deep.equal([PERMITTED]);
    expect(await judge('excluded', other('a'), other('a'))).to.deep.equal([EXCLUDED]);
    expect(await judge('excluded', other('a'), other('b'))).to.deep.equal([UNPROCESSABLE]);
  });
  it('two CAs: a name has to lie in the subtrees of both', async () => {
    const upper = await constrainedBy('permitted', dns('example.com'), dns('example.org'));
    const lower = await ca('合成下级 CA', upper, {
      extensions: [nameConstraints({ permitted: [dns('example.org'), dns('example.net')] })],
    });
    const user = async (name: string) =>
      codesOf([await leaf('合成用户', lower, { extensions: [altNames(dns(name))] }), lower, upper, root]);
    expect(await user('a.example.org')).to.equal('valid');
    expect(await user('a.example.com')).to.deep.equal([PERMITTED]);
    expect(await user('a.example.net')).to.deep.equal([PERMITTED]);
  });
  it('the subject counts where there is one, CAs below too, self-issued ones not', async () => {
    const sub = await ca('', root, {
      name: dn('a'),
      extensions: [nameConstraints({ permitted: [directory(dn('a'))] })],
    });
    const inside = await ca('', sub, { name: dn('a', 'b') });
    const outside = await ca('', sub, { name: dn('c') });
    expect(codesOf([await leaf('', inside, { name: dn('a', 'b', 'c') }), inside, sub, root])).to.equal('valid');
    expect(codesOf([await leaf('', outside, { name: dn('a', 'x') }), outside, sub, root])).to.deep.equal([PERMITTED]);
    const strict = await ca('', root, {
      name: dn('s'),
      extensions: [nameConstraints({ excluded: [directory(dn('s'))] })],
    });
    const rolled = await ca('', strict, { name: dn('s') });
    expect(codesOf([await leaf('', rolled, { name: dn('t') }), rolled, strict, root])).to.equal('valid');
    expect(codesOf([await leaf('', strict, { name: dn('s') }), strict, root])).to.deep.equal([EXCLUDED]);
  });
  it('e-mail addresses of the subject count where there is no alternative name (§4.2.1.10)', async () => {
    const named = (address: string) => sequence(rdn(PATH_OID.emailAddress, ia5String(address)));
    const sub = await constrainedBy('permitted', rfc822('example.com'));
    const user = async (address: string, ...names: Uint8Array[]) =>
      codesOf([
        await leaf('', sub, { name: named(address), ...(names.length > 0 && { extensions: [altNames(...names)] }) }),
        sub,
        root,
      ]);
    expect(await user('a@example.com')).to.equal('valid');
    expect(await user('a@example.org')).to.deep.equal([PERMITTED]);
    expect(await user('a@example.org', rfc822('b@example.com'))).to.equal('valid');
    expect(await user('a@example.com', rfc822('b@example.org'))).to.deep.equal([PERMITTED]);
  });
  it('a mailbox in UTF-8 meets constraints of form rfc822Name (RFC 9598)', async () => {
    const mailbox = (text: string) => otherNameOf(PATH_OID.smtpUtf8Mailbox, utf8String(text));
    expect(await judge('permitted', rfc822('example.com'), mailbox('用户@example.com'))).to.equal('valid');
    expect(await judge('permitted', rfc822('example.com'), mailbox('用户@example.org'))).to.deep.equal([PERMITTED]);
  });
  it('minimum and maximum other than the defaults cannot be processed', async () => {
    const subtree = (...more: Uint8Array[]) =>
      extension(PATH_OID.nameConstraints, sequence(element(0xa0, sequence(dns('example.com'), ...more))), true);
    const chain = async (constraint: Uint8Array) => {
      const sub = await ca('合成 CA', root, { extensions: [constraint] });
      return [await leaf('合成用户', sub, { extensions: [altNames(dns('a.example.com'))] }), sub, root];
    };
    const written = await chain(subtree(element(0x80, integer(0).subarray(2))));
    expect(ask(written).deviations.map(({ code }) => code)).to.include('DER_DEFAULT_ENCODED');
    expect(codesOf(written)).to.equal('valid');
    expect(codesOf(await chain(subtree(element(0x80, integer(1).subarray(2)))))).to.deep.equal([UNPROCESSABLE]);
    expect(codesOf(await chain(subtree(element(0x81, integer(3).subarray(2)))))).to.deep.equal([UNPROCESSABLE]);
  });
  it('not critical is noted, and still holds; in a certificate that is no CA it is forbidden', async () => {
    const sub = await ca('合成 CA', root, {
      extensions: [nameConstraints({ permitted: [dns('example.com')] }, false)],
    });
    const chain = [await leaf('合成用户', sub, { extensions: [altNames(dns('a.example.org'))] }), sub, root];
    expect(codesOf(chain)).to.deep.equal([PERMITTED]);
    expect(ask(chain).deviations).to.deep.equal([{ position: 1, code: 'NAME_CONSTRAINTS_NOT_CRITICAL' }]);
    const user = await leaf('合成用户', root, { extensions: [nameConstraints({ permitted: [dns('example.com')] })] });
    expect(codesOf([user, root])).to.deep.equal(['NAME_CONSTRAINTS_WITHOUT_CA']);
  });
  it("the anchor's constraints, and the question's, hold as well", async () => {
    const strict = await ca('合成严根', undefined, {
      extensions: [nameConstraints({ permitted: [dns('example.com')] })],
    });
    const user = async (name: string, issuer: Entity) => [
      await leaf('合成用户', issuer, { extensions: [altNames(dns(name))] }),
      issuer,
    ];
    expect(codesOf(await user('a.example.com', strict))).to.equal('valid');
    expect(codesOf(await user('a.example.org', strict))).to.deep.equal([PERMITTED]);
    const subtree = (text: string) => ({ base: { form: 'dNSName', text }, isWhole: true }) as const;
    const asked = await user('a.example.org', root);
    expect(codesOf(asked, { permittedSubtrees: [subtree('example.org')] })).to.equal('valid');
    expect(codesOf(asked, { permittedSubtrees: [subtree('example.com')] })).to.deep.equal([PERMITTED]);
    expect(codesOf(asked, { excludedSubtrees: [subtree('example.org')] })).to.deep.equal([EXCLUDED]);
  });
  it('many names times many subtrees are given up, in bounded time', async () => {
    const many = (count: number, text: string) =>
      Array.from({ length: count }, (_, i) => dns(`${text}${i}.example.com`));
    const sub = await ca('合成 CA', root, { extensions: [nameConstraints({ excluded: many(1500, 'bad') })] });
    const user = await leaf('合成用户', sub, { extensions: [altNames(...many(1500, 'good'))] });
    expect(readPathCertificate(user.der).subjectAltName?.length).to.equal(1500);
    expect(codesOf([user, sub, root])).to.deep.equal(['LIMIT_EXCEEDED']);
  });
});
