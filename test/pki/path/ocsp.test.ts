import { expect } from 'chai';
import { OID } from '../../../pki/der/oids.js';
import { explicit, generalizedTime, nullValue, sequence, x509Time } from '../../../pki/der/writer.js';
import { PATH_OID } from '../../../pki/path/oids.js';
import { extension, NONE } from '../support/forge-certificate.js';
import { forgeCrl, REVOKED_AT } from '../support/forge-crl.js';
import { ecKey, rsaKey } from '../support/forge-key.js';
import {
  byKey,
  byName,
  certIdOf,
  forgeOcsp,
  type HashName,
  type OcspParts,
  revokedStatus,
  type SingleParts,
  UNKNOWN_STATUS,
} from '../support/forge-ocsp.js';
import { type Asked, ask, ca, codesOf, type Entity, leaf, NOW, purposesOf, usage } from '../support/path-lab.js';

const UNKNOWN = ['REVOCATION_UNKNOWN'];
const REVOKED = ['REVOKED'];
const DAY = 86_400_000;
const NOCHECK = extension(PATH_OID.ocspNoCheck, nullValue());
const SIGNING = purposesOf(PATH_OID.ocspSigning);

describe('OCSP answers of a path (RFC 6960)', () => {
  let root: Entity;
  let user: Entity;
  before(async () => {
    root = await ca('合成根');
    user = await leaf('合成用户', root);
  });
  /** What the BIT STRING of an uncompressed EC key holds. */
  const bits = ({ key }: Entity) => key.spki.subarray(-65);
  const idOf = (target: Entity, issuer: Entity, hash: HashName = 'sha1') =>
    certIdOf(issuer.name, bits(issuer), target.serial, hash);
  const answer = (single: Partial<SingleParts> = {}, more: OcspParts = {}, signer: Entity = root) =>
    forgeOcsp(signer.key, byName(signer.name), { singles: [{ certId: idOf(user, root), ...single }], ...more });
  const judge = (response: Uint8Array, more: Asked = {}) =>
    codesOf([user, root], { ocspResponses: [response], revocation: 'required', ...more });

  it('of the issuer, by name and by key, with SHA-1, SHA-256 and SM3', async () => {
    for (const hash of ['sha1', 'sha256', 'sm3'] as const) {
      expect(judge(await answer({ certId: idOf(user, root, hash) }))).to.equal('valid');
    }
    expect(judge(await answer({}, { responderId: byKey(bits(root)) }))).to.equal('valid');
  });
  it('revoked, with reason and date', async () => {
    const response = await answer({ status: revokedStatus(REVOKED_AT, 1) });
    const { verdict, findings } = ask([user, root], { ocspResponses: [response], revocation: 'soft' });
    expect(verdict).to.equal('invalid');
    expect(findings[0]).to.include({ code: 'REVOKED', revokedAt: REVOKED_AT, reason: 'keyCompromise' });
  });
  it('unknown is not good', async () => expect(judge(await answer({ status: UNKNOWN_STATUS }))).to.deep.equal(UNKNOWN));
  it('about another certificate, another issuer, another key', async () => {
    const other = await ca('合成根');
    const named = { ...root, name: user.name };
    expect(judge(await answer({ certId: idOf({ ...user, serial: Uint8Array.of(1) }, root) }))).to.deep.equal(UNKNOWN);
    expect(judge(await answer({ certId: idOf(user, other) }))).to.deep.equal(UNKNOWN);
    expect(judge(await answer({ certId: idOf(user, named) }))).to.deep.equal(UNKNOWN);
  });
  it('a signature of another key, a responder that is somebody else', async () => {
    expect(judge(await answer({}, {}, { ...root, key: user.key }))).to.deep.equal(UNKNOWN);
    expect(judge(await answer({}, { responderId: byName(user.name) }))).to.deep.equal(UNKNOWN);
    expect(judge(await answer({}, { responderId: byKey(bits(user)) }))).to.deep.equal(UNKNOWN);
  });
  it('as of a time', async () => {
    const at = (ms: number) => generalizedTime(NOW + ms);
    expect(judge(await answer({ thisUpdate: at(0), nextUpdate: at(0) }))).to.equal('valid');
    expect(judge(await answer({ thisUpdate: at(1000) }))).to.deep.equal(UNKNOWN);
    expect(judge(await answer({ nextUpdate: at(-1000) }))).to.deep.equal(UNKNOWN);
    expect(judge(await answer({ thisUpdate: at(-1000), nextUpdate: null }))).to.equal('valid');
    expect(judge(await answer({ thisUpdate: at(-2 * DAY), nextUpdate: null }))).to.deep.equal(UNKNOWN);
    expect(judge(await answer({ status: revokedStatus(NOW + 1000) }))).to.equal('valid');
    expect(judge(await answer({ status: revokedStatus(REVOKED_AT, 1), nextUpdate: at(-1000) }))).to.deep.equal(REVOKED);
    expect(judge(await answer({ status: revokedStatus(REVOKED_AT, 6), nextUpdate: at(-1000) }))).to.deep.equal(UNKNOWN);
  });
  it('critical extensions that nobody knows; a nonce is passed over', async () => {
    const odd = explicit(1, sequence(extension('1.2.156.10197.6.7.2.2.1', nullValue(), true)));
    const nonce = explicit(1, sequence(extension(PATH_OID.ocspNonce, nullValue())));
    expect(judge(await answer({}, { extensions: odd }))).to.deep.equal(UNKNOWN);
    expect(judge(await answer({ extensions: odd }))).to.deep.equal(UNKNOWN);
    expect(judge(await answer({}, { extensions: nonce }))).to.equal('valid');
  });
  it('an answer and a list: whoever revokes is right', async () => {
    const [good, bad] = [await answer(), await answer({ status: revokedStatus(REVOKED_AT) })];
    const list = (revoked: boolean) =>
      forgeCrl(root.name, root.key, { entries: revoked ? [{ serial: user.serial }] : [] });
    expect(judge(good, { crls: [await list(true)] })).to.deep.equal(REVOKED);
    expect(judge(bad, { crls: [await list(false)] })).to.deep.equal(REVOKED);
    expect(judge(good, { crls: [await list(false)] })).to.equal('valid');
    expect(judge(good, { ocspResponses: [good, bad] })).to.deep.equal(REVOKED);
  });

  it('a newer answer ends a hold, and nothing else', async () => {
    const newer = await answer({ thisUpdate: generalizedTime(NOW - 1000) });
    const told = async (reason: number) =>
      judge(newer, { ocspResponses: [await answer({ status: revokedStatus(REVOKED_AT, reason) }), newer] });
    expect(await told(6)).to.equal('valid');
    expect(await told(1)).to.deep.equal(REVOKED);
  });

  describe('by a delegate (§4.2.2.2)', () => {
    const delegated = async (parts: Parameters<typeof leaf>[2], more: Asked = {}, issuer: Entity = root) => {
      const delegate = await leaf('合成应答者', issuer, { keyUsage: usage([0]), ...parts });
      return judge(await answer({}, { certificates: [delegate.der] }, delegate), more);
    };
    it('that the issuer certified for it', async () => {
      expect(await delegated({ extensions: [SIGNING, NOCHECK] })).to.equal('valid');
      expect(await delegated({ extensions: [SIGNING, NOCHECK], keyUsage: NONE })).to.equal('valid');
    });
    it('without the purpose, with any purpose only, or without a use of the key', async () => {
      expect(await delegated({ extensions: [NOCHECK] })).to.deep.equal(UNKNOWN);
      expect(await delegated({ extensions: [purposesOf(OID.anyExtendedKeyUsage), NOCHECK] })).to.deep.equal(UNKNOWN);
      expect(await delegated({ extensions: [SIGNING, NOCHECK], keyUsage: usage([4]) })).to.deep.equal(UNKNOWN);
    });
    it('that has expired', async () =>
      expect(await delegated({ extensions: [SIGNING, NOCHECK], notAfter: x509Time(NOW - 1000) })).to.deep.equal(
        UNKNOWN,
      ));
    it('of another issuer, in between or beside', async () => {
      const sub = await ca('合成 CA', root);
      const other = await ca('合成根');
      expect(await delegated({ extensions: [SIGNING, NOCHECK] }, { intermediates: [sub] }, sub)).to.deep.equal(UNKNOWN);
      expect(await delegated({ extensions: [SIGNING, NOCHECK] }, { anchors: [root, other] }, other)).to.deep.equal(
        UNKNOWN,
      );
    });
    it('without nocheck: its own revocation is looked at', async () => {
      const delegate = await leaf('合成应答者', root, { keyUsage: usage([0]), extensions: [SIGNING] });
      const response = await answer({}, { certificates: [delegate.der] }, delegate);
      const list = (entries: readonly { serial: Uint8Array }[]) => forgeCrl(root.name, root.key, { entries });
      const other = await leaf('另一合成用户', root);
      const about = (crl: Uint8Array[]) =>
        ask([user, root], { ocspResponses: [response], crls: crl, revocation: 'required' }).statuses[0];
      expect(judge(response)).to.deep.equal(UNKNOWN);
      expect(judge(response, { revocation: 'soft' })).to.equal('valid');
      expect(about([await list([other])])?.state).to.equal('good');
      const self = await answer({ certId: idOf(delegate, root) }, { certificates: [delegate.der] }, delegate);
      expect(judge(response, { ocspResponses: [response, self] })).to.deep.equal(UNKNOWN);
      const revoking = await answer({ status: revokedStatus(REVOKED_AT) }, { certificates: [delegate.der] }, delegate);
      expect(judge(revoking, { crls: [await list([delegate])] })).to.equal('valid');
      expect(judge(revoking, { crls: [await list([])] })).to.deep.equal(REVOKED);
    });
    it('whose certificate the question brings', async () => {
      const delegate = await leaf('合成应答者', root, { keyUsage: usage([0]), extensions: [SIGNING, NOCHECK] });
      expect(judge(await answer({}, {}, delegate), { intermediates: [delegate] })).to.equal('valid');
    });
  });

  it('RSA and ECDSA responders', async () => {
    for (const key of [rsaKey(), ecKey()]) {
      const top = await ca('合成外国根', undefined, { key });
      const end = await leaf('合成用户', top);
      // The content of the BIT STRING stands at the end of the SubjectPublicKeyInfo.
      const keyBits = key.spki.subarray(key.spki.length === 91 ? 26 : 24);
      const response = await forgeOcsp(top.key, byName(top.name), {
        singles: [{ certId: certIdOf(top.name, keyBits, end.serial) }],
      });
      expect(codesOf([end, top], { ocspResponses: [response], revocation: 'required' })).to.equal('valid');
    }
  });
});
