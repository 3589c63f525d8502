import { expect } from 'chai';
import {
  bitString,
  explicit,
  generalizedTime,
  ia5String,
  integer,
  octetString,
  sequence,
} from '../../../../pki/der/writer.js';
import { parseSealSignature } from '../../../../pki/ses/seal-signature.js';
import { type JudgedCheck, SES_VERDICT_CHECK_IDS } from '../../../../pki/ses/verdict/check.js';
import { judgeSealSignature } from '../../../../pki/ses/verdict/judge-seal-signature.js';
import { readSesCertificate } from '../../../../pki/ses/verdict/path-trust.js';
import { NO_TRUST, type SesPolicy, STRICT_POLICY, TOLERANT_POLICY } from '../../../../pki/ses/verdict/question.js';
import { sm3 } from '../../../../pki/sm3.js';
import {
  DATA_HASH,
  digestOf,
  explicitTimestamp,
  extData,
  forgeSeal,
  forgeSealSignature,
  implicitTimestamp,
  otherSignerDer,
  PROPERTY_INFO,
  SEAL_FROM,
  SEAL_TO,
  SIGNED_AT,
  type SignatureParts,
  signerDer,
  signerKey,
} from '../../support/forge-seal.js';
import { type TrustAnswers, trustWith } from '../../support/ses-trust.js';

const NOW = Date.UTC(2026, 6, 1);
const DAY = 86_400_000;
const DECLARED = 'TIME-IN-CERT warning SIGNING_TIME_DECLARED';

interface Asked {
  signature?: SignatureParts;
  answers?: TrustAnswers;
  policy?: Partial<SesPolicy>;
  at?: number;
  document?: { dataHash: Uint8Array; propertyInfo?: string } | 'none';
}

function judge({ signature = {}, answers = {}, policy = {}, at = NOW, document }: Asked = {}) {
  const trust = trustWith(answers);
  const expected = document ?? { dataHash: DATA_HASH, propertyInfo: PROPERTY_INFO };
  const judged = judgeSealSignature(parseSealSignature(forgeSealSignature(signature)), {
    trust,
    policy: { ...TOLERANT_POLICY, ...policy },
    at,
    ...(expected !== 'none' && { document: expected }),
  });
  return { ...judged, trust };
}

const remarks = (checks: readonly JudgedCheck[]) =>
  checks
    .filter(({ outcome, code }) => outcome !== 'passed' && code !== 'TIMESTAMP_ABSENT')
    .map(({ id, outcome, code }) => `${id} ${outcome} ${code}`);

function expectVerdict(asked: Asked, verdict: string, ...expected: string[]): void {
  const judged = judge(asked);
  expect(remarks(judged.checks)).to.deep.equal(expected);
  expect(judged.verdict).to.equal(verdict);
}

const seals = { 4: forgeSeal({ version: 4 }), 5: forgeSeal({ version: 5 }) };
const stampedAt = (time: number, accuracy = 0): TrustAnswers => ({ token: { outcome: 'valid', time, accuracy } });
const stamped: SignatureParts = { after: explicitTimestamp(Uint8Array.of(0x30, 0)) };
const revokedAt = (at: number): TrustAnswers => ({ signerRevocation: { state: 'revoked', at } });

describe('verdict on a seal signature', () => {
  for (const version of [1, 4, 5] as const) {
    const signature: SignatureParts =
      version === 1 ? { v1: true } : { version: integer(version), seal: seals[version] };
    it(`v${version}: valid with trust, and the declared time is called declared`, () => {
      expectVerdict({ signature }, 'valid', DECLARED);
      expect(judge({ signature }).signingTime).to.deep.equal({ at: SIGNED_AT, basis: 'declared' });
    });
    it(`v${version}: every check id is answered`, () => {
      const ids = new Set(judge({ signature }).checks.map(({ id }) => id));
      expect([...SES_VERDICT_CHECK_IDS].filter((id) => !ids.has(id))).to.deep.equal([]);
    });
    it(`v${version}: without trust indeterminate`, () => {
      const { verdict, checks } = judgeSealSignature(parseSealSignature(forgeSealSignature(signature)), {
        trust: { ...NO_TRUST, read: readSesCertificate },
        policy: TOLERANT_POLICY,
        at: NOW,
        document: { dataHash: DATA_HASH },
      });
      expect(verdict).to.equal('indeterminate');
      expect(remarks(checks)).to.include('SIGNER-CHAIN skipped CERTIFICATE_NOT_TRUSTED');
    });
    it(`v${version}: a signature over other bytes is invalid`, () => {
      const sign = (tbs: Uint8Array) => signerKey.signDer(tbs.subarray(1));
      expectVerdict({ signature: { ...signature, sign } }, 'invalid', 'SES-SIG failed SIGNATURE_INVALID', DECLARED);
    });
  }

  it('another document is invalid, none given is indeterminate', () => {
    const document = { dataHash: sm3(Buffer.from('another')) };
    expectVerdict({ document }, 'invalid', 'DATA-HASH failed DATA_HASH_MISMATCH', DECLARED);
    expectVerdict({ document: 'none' }, 'indeterminate', 'DATA-HASH skipped DOCUMENT_NOT_GIVEN', DECLARED);
  });

  it('a property other than the one asked for is invalid, and not compared unless asked for', () => {
    const document = { dataHash: DATA_HASH, propertyInfo: '/else' };
    expectVerdict({ document }, 'invalid', 'DATA-HASH failed PROPERTY_INFO_MISMATCH', DECLARED);
    expectVerdict(
      { document: { dataHash: DATA_HASH }, signature: { propertyInfo: ia5String('x') } },
      'valid',
      DECLARED,
    );
  });

  it('a version other than the seal says is invalid', () => {
    const signature = { version: integer(5) };
    expectVerdict({ signature }, 'invalid', 'SES-FMT failed FORMAT_VERSION_MISMATCH', DECLARED);
  });

  it('a signer whom the list of certificates does not hold is invalid', () => {
    const seal = forgeSeal({ certList: sequence(octetString(otherSignerDer)) });
    expectVerdict({ signature: { seal } }, 'invalid', 'SIGNER-IN-LIST failed SIGNER_NOT_IN_LIST', DECLARED);
  });
  it('a list of digests: one that matches passes whatever it is called, others are refused or not comparable', () => {
    const seal = (...digests: Uint8Array[]) => ({
      seal: forgeSeal({ certListType: integer(2), certList: sequence(...digests) }),
    });
    expectVerdict({ signature: seal(digestOf(signerDer)) }, 'valid', DECLARED);
    expectVerdict({ signature: seal(digestOf(signerDer, 'digest')) }, 'valid', DECLARED);
    expectVerdict(
      { signature: seal(digestOf(otherSignerDer)) },
      'invalid',
      'SIGNER-IN-LIST failed SIGNER_NOT_IN_LIST',
      DECLARED,
    );
    expectVerdict(
      { signature: seal(digestOf(otherSignerDer, 'digest')) },
      'indeterminate',
      'SIGNER-IN-LIST skipped SIGNER_LIST_NOT_COMPARABLE',
      DECLARED,
    );
  });
  it('a list of names (v1) cannot be compared: indeterminate', () => {
    const seal = forgeSeal({ version: 1, certList: sequence(ia5String('CERT-1')) });
    const signature = { v1: true, seal };
    expectVerdict({ signature }, 'indeterminate', 'SIGNER-IN-LIST skipped SIGNER_LIST_NOT_COMPARABLE', DECLARED);
  });

  // The forged signer is valid through 2026; the seal from 1 February to 1 December.
  const signedAt = (at: number): SignatureParts => ({ time: generalizedTime(at) });
  it('signed outside the validity of the certificate: invalid', () => {
    const long = [SEAL_FROM, SEAL_FROM, Date.UTC(2030, 0, 1)].map(generalizedTime) as never;
    const signature = { ...signedAt(Date.UTC(2027, 5, 1)), seal: forgeSeal({ times: long }) };
    const judged = judge({ signature, at: Date.UTC(2028, 0, 1) });
    expect(judged.verdict).to.equal('invalid');
    expect(remarks(judged.checks)).to.include('TIME-IN-CERT failed SIGNED_OUTSIDE_CERTIFICATE_VALIDITY');
  });
  it('signed outside the period of the seal: invalid, at either end of it valid', () => {
    const outside = 'TIME-IN-SEAL failed SIGNED_OUTSIDE_SEAL_PERIOD';
    const at = SEAL_TO + DAY;
    for (const time of [SEAL_FROM, SEAL_TO]) expectVerdict({ signature: signedAt(time), at }, 'valid', DECLARED);
    for (const time of [SEAL_FROM - 1000, SEAL_TO + 1000]) {
      expectVerdict({ signature: signedAt(time), at }, 'invalid', DECLARED, outside);
    }
  });
  it('signed outside periods that nobody vouches for: indeterminate', () => {
    const nobody = { outcome: 'unknown', reasons: [] } as const;
    const judged = judge({
      signature: signedAt(Date.UTC(2027, 5, 1)),
      at: Date.UTC(2028, 0, 1),
      answers: { makerChain: nobody, signerChain: nobody },
    });
    expect(judged.verdict).to.equal('indeterminate');
    expect(remarks(judged.checks)).to.include.members([
      'TIME-IN-CERT skipped SIGNED_OUTSIDE_CERTIFICATE_VALIDITY',
      'TIME-IN-SEAL skipped SIGNED_OUTSIDE_SEAL_PERIOD',
    ]);
  });
  it('asked about a time before it was signed: indeterminate', () => {
    expectVerdict({ at: SIGNED_AT - DAY }, 'indeterminate', 'TIME-IN-CERT skipped SIGNED_AFTER_TIME_ASKED');
  });
  it('a time that is none (v1) is indeterminate', () => {
    const signature = { v1: true, time: bitString(Buffer.from('yesterday')) };
    const judged = judge({ signature });
    expect(judged.verdict).to.equal('indeterminate');
    expect(judged.signingTime).to.equal(undefined);
    expect(remarks(judged.checks)).to.deep.equal([
      'TIME-IN-CERT skipped SIGNING_TIME_UNKNOWN',
      'TIME-IN-SEAL skipped SIGNING_TIME_UNKNOWN',
    ]);
  });

  it('signer revoked before signing: invalid', () => {
    for (const at of [SIGNED_AT - DAY, SIGNED_AT]) {
      expectVerdict({ answers: revokedAt(at) }, 'invalid', 'SIGNER-REVOC failed CERTIFICATE_REVOKED', DECLARED);
    }
  });
  it("signer revoked after the declared time: the signer's word only, indeterminate", () => {
    expectVerdict(
      { answers: revokedAt(SIGNED_AT + DAY) },
      'indeterminate',
      'SIGNER-REVOC skipped REVOKED_AFTER_DECLARED_TIME',
      DECLARED,
    );
  });
  it('signer revoked after a token proves the signature: valid with a remark', () => {
    const answers = { ...revokedAt(SIGNED_AT + DAY), ...stampedAt(SIGNED_AT + 1000) };
    expectVerdict({ signature: stamped, answers }, 'valid', 'SIGNER-REVOC warning REVOKED_SINCE');
  });
  it('signer revoked between the declared time and the token, or within its accuracy: indeterminate', () => {
    for (const token of [stampedAt(SIGNED_AT + 2 * DAY), stampedAt(SIGNED_AT + DAY - 1000, 2000)]) {
      expectVerdict(
        { signature: stamped, answers: { ...revokedAt(SIGNED_AT + DAY), ...token } },
        'indeterminate',
        'SIGNER-REVOC skipped REVOKED_AFTER_DECLARED_TIME',
      );
    }
  });
  it('signer whose state is not known: indeterminate', () => {
    const answers: TrustAnswers = { signerRevocation: { state: 'unknown', reasons: ['no list'] } };
    expectVerdict({ answers }, 'indeterminate', 'SIGNER-REVOC skipped REVOCATION_UNKNOWN', DECLARED);
  });

  it('a good token bears the declared time out, a bad one or one older than it is invalid, one not judged leaves it open', () => {
    expectVerdict({ signature: stamped, answers: stampedAt(SIGNED_AT) }, 'valid');
    expectVerdict(
      { signature: stamped, answers: stampedAt(SIGNED_AT - 2000, 1000) },
      'invalid',
      'TSA-TOKEN failed TIMESTAMP_BEFORE_DECLARED_TIME',
    );
    expectVerdict({ signature: stamped, answers: stampedAt(SIGNED_AT - 2000, 2000) }, 'valid');
    const bad: TrustAnswers = { token: { outcome: 'invalid', reasons: ['imprint'] } };
    expectVerdict({ signature: stamped, answers: bad }, 'invalid', DECLARED, 'TSA-TOKEN failed TIMESTAMP_INVALID');
    expectVerdict({ signature: stamped }, 'indeterminate', DECLARED, 'TSA-TOKEN skipped TIMESTAMP_NOT_VERIFIED');
  });
  it('a token from after the certificate ran out does not bear the declared time out', () => {
    expectVerdict({ signature: stamped, answers: stampedAt(Date.UTC(2027, 5, 1)) }, 'valid', DECLARED);
  });

  it('[0] IMPLICIT and raw r‖s are read, named, and refused under the strict profile', () => {
    const signature: SignatureParts = {
      after: implicitTimestamp(Uint8Array.of(0x30, 0)),
      sign: (tbs) => signerKey.signRaw(tbs),
    };
    const answers = stampedAt(SIGNED_AT);
    expectVerdict({ signature, answers }, 'valid', 'SES-FMT warning FORMAT_DEVIATES');
    expect(judge({ signature, answers }).checks[0]?.evidence).to.deep.equal({
      deviations: ['RAW_SIGNATURE', 'IMPLICIT_TAG'],
    });
    expectVerdict({ signature, answers, policy: STRICT_POLICY }, 'invalid', 'SES-FMT failed FORMAT_NOT_STRICT');
  });

  it('a critical extension that nobody knows is a remark', () => {
    const signature = { extensions: explicit(0, sequence(extData('1.3.6.1.5.5.7.1.4', Uint8Array.of(5, 0), true))) };
    expectVerdict({ signature }, 'valid', DECLARED, 'EXT-CRITICAL warning EXTENSION_CRITICAL_UNKNOWN');
  });

  it('the maker is judged at the signing time in v4 and on the day of making in v5', () => {
    expect(judge().trust.chainTimes.get('maker')).to.equal(SIGNED_AT);
    const signature = { version: integer(5), seal: seals[5] };
    expect(judge({ signature }).trust.chainTimes.get('maker')).to.equal(SEAL_FROM);
  });

  it('v4: a maker revoked since is invalid; v5: a warning', () => {
    const answers: TrustAnswers = { makerRevocation: { state: 'revoked', at: SIGNED_AT } };
    expectVerdict({ answers }, 'invalid', DECLARED, 'MAKER-REVOC failed CERTIFICATE_REVOKED');
    const signature = { version: integer(5), seal: seals[5] };
    expectVerdict({ signature, answers }, 'valid', DECLARED, 'MAKER-REVOC warning REVOKED_SINCE');
  });
});
