import { buildCrl } from '../../pki/crl/build-crl.js';
import { readCrl } from '../../pki/crl/read-crl.js';
import { readOcspResponse } from '../../pki/ocsp/read-response.js';
import { algorithmPolicy } from '../../pki/path/algorithms.js';
import { readPathCertificate } from '../../pki/path/certificate.js';
import { PATH_OID } from '../../pki/path/oids.js';
import { verifyPath } from '../../pki/path/verify-path.js';
import { type Issued, issue } from '../pki/support/test-domain.js';
import { type EngineName, type Fields, make } from './support/engines.js';
import { oursJudges } from './support/matrix.js';
import { refusedByError } from './support/ours.js';
import { flipped } from './support/tamper.js';
import type { Verdict } from './support/verdicts.js';

const DAY = 86_400_000;
/** openssl answers for now; all certificates and answers here are of now. */
const NOW = Math.floor(Date.now() / 1000) * 1000;
const iso = (at: number): string => new Date(at).toISOString().replace('.000Z', 'Z');
const VALIDITY = { notBefore: NOW - DAY, notAfter: NOW + 365 * DAY };

describe('revocation lists and OCSP answers that others make', () => {
  let root: Issued;
  let issuer: Issued;
  let leaf: Issued;
  let another: Issued;
  let responder: Issued;
  let rootList: Uint8Array;
  before(async () => {
    root = await issue('root', '示例根证书', undefined, VALIDITY);
    issuer = await issue('issuing-ca', '示例签发证书', root, VALIDITY);
    leaf = await issue('seal-signing', '示例签章证书', issuer, VALIDITY);
    another = await issue('seal-signing', '另一示例签章证书', issuer, VALIDITY);
    responder = await issue('ocsp-signing', '示例状态应答证书', issuer, VALIDITY);
    rootList = await buildCrl({
      issuer: { subjectDer: root.certificate.subjectDer, subjectKeyId: root.certificate.subjectKeyId ?? '' },
      number: 1,
      thisUpdate: NOW - 1_000,
      nextUpdate: NOW + DAY,
      revoked: [],
      sign: async (tbs) => root.key.signRaw(tbs),
    });
  });

  /** The path of a certificate, none of which may be of unknown status. */
  function judge(target: Issued, status: { crl?: Uint8Array; response?: Uint8Array }, at = NOW): Verdict {
    return refusedByError(() => {
      const { basic } = status.response === undefined ? {} : readOcspResponse(status.response);
      const { verdict } = verifyPath({
        target: readPathCertificate(target.certificate.der),
        anchors: [readPathCertificate(root.certificate.der)],
        intermediates: [readPathCertificate(issuer.certificate.der)],
        crls: [rootList, ...(status.crl === undefined ? [] : [status.crl])].map(readCrl),
        ocspResponses: basic === undefined ? [] : [basic],
        revocation: 'required',
        policy: {
          at,
          algorithms: algorithmPolicy(),
          initialPolicies: new Set([PATH_OID.anyPolicy]),
          requireExplicitPolicy: false,
          inhibitPolicyMapping: false,
          inhibitAnyPolicy: false,
          keyUsages: [],
          extendedKeyUsages: [],
        },
      });
      return verdict === 'valid';
    });
  }

  for (const name of ['bc', 'gmsm'] as const) {
    it(`we go by a list of ${name}, and by no twin of it`, async () => {
      const list = (revoked: readonly Issued[], signer: Issued = issuer) =>
        make(
          name,
          'crl.make',
          {
            key: signer.key.toPkcs8(),
            issuer: issuer.certificate.der,
            revoked: revoked.map(({ certificate }) => ({
              serial: certificate.serialNumber,
              time: iso(NOW - 5_000),
              reason: 1,
            })),
            thisUpdate: iso(NOW - 1_000),
            nextUpdate: iso(NOW + DAY),
            number: '7',
          },
          'crl',
        );
      const crl = await list([another]);
      oursJudges('CRL', name, {
        good: judge(leaf, { crl }),
        twins: {
          'a certificate that it lists': judge(another, { crl }),
          'a bit of the signature': judge(leaf, { crl: flipped(crl, -1) }),
          'a bit of what is signed': judge(leaf, { crl: flipped(crl, -100) }),
          "another key's signature": judge(leaf, { crl: await list([another], root) }),
          'a second after it ends': judge(leaf, { crl }, NOW + DAY + 1_000),
          'a byte after the end': judge(leaf, { crl: Uint8Array.of(...crl, 0) }),
        },
      });
    });
  }

  for (const name of ['bc', 'openssl'] as const satisfies readonly EngineName[]) {
    it(`we go by an OCSP answer of ${name}, under SM3 and SHA-1, and by no twin of it`, async () => {
      const answer = (of: Issued, more: Fields = {}, signer: Issued = responder) =>
        make(
          name,
          'ocsp.make',
          {
            key: signer.key.toPkcs8(),
            issuer: issuer.certificate.der,
            serial: of.certificate.serialNumber,
            responder: signer.certificate.der,
            ...(name === 'bc' ? { thisUpdate: iso(NOW), nextUpdate: iso(NOW + 3_600_000), producedAt: iso(NOW) } : {}),
            ...more,
          },
          'response',
        );
      // openssl's answer begins when it is made.
      const at = () => (name === 'openssl' ? Date.now() + 1_000 : NOW);
      for (const hash of ['sm3', 'sha1'] as const) {
        const response = await answer(leaf, { hash });
        const signedAt = Buffer.from(response).indexOf(iso(NOW).slice(0, 4));
        const stranger = await answer(leaf, { hash }, another);
        oursJudges('OCSP', name, {
          what: hash,
          good: judge(leaf, { response }, at()),
          twins: {
            'another certificate': judge(another, { response }, at()),
            'a bit of the time': judge(leaf, { response: flipped(response, signedAt) }, at()),
            'status revoked': judge(leaf, { response: await answer(leaf, { hash, status: 'revoked' }) }, at()),
            'status unknown': judge(leaf, { response: await answer(leaf, { hash, status: 'unknown' }) }, at()),
            'a signer who is no responder': judge(leaf, { response: stranger }, at()),
            'after it ends': judge(leaf, { response }, at() + 2 * 3_600_000),
          },
        });
      }
    });
  }
});
