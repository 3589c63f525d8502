import { expect } from 'chai';
import { OID } from '../../../../pki/der/oids.js';
import { generalizedTime, nullValue, oid, sequence } from '../../../../pki/der/writer.js';
import { parseSeal } from '../../../../pki/ses/seal.js';
import type { JudgedCheck } from '../../../../pki/ses/verdict/check.js';
import { judgeSeal } from '../../../../pki/ses/verdict/judge-seal.js';
import { readSesCertificate } from '../../../../pki/ses/verdict/path-trust.js';
import { NO_TRUST, type SesPolicy, STRICT_POLICY, TOLERANT_POLICY } from '../../../../pki/ses/verdict/question.js';
import { forgeCertificate, keyUsage } from '../../support/forge-certificate.js';
import {
  explicitTimestamp,
  extData,
  forgeSeal,
  makerKey,
  SEAL_FROM,
  SEAL_TO,
  type SealParts,
} from '../../support/forge-seal.js';
import { type TrustAnswers, trustWith } from '../../support/ses-trust.js';

const NOW = Date.UTC(2026, 6, 1);
const DAY = 86_400_000;
const VERSIONS = [1, 4, 5] as const;

interface Asked {
  seal?: SealParts;
  answers?: TrustAnswers;
  policy?: Partial<SesPolicy>;
  at?: number;
}

function judge({ seal = {}, answers = {}, policy = {}, at = NOW }: Asked = {}) {
  const trust = trustWith(answers);
  const judged = judgeSeal(parseSeal(forgeSeal(seal)), { trust, policy: { ...TOLERANT_POLICY, ...policy }, at });
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

describe('verdict on a seal', () => {
  for (const version of VERSIONS) {
    it(`v${version}: valid where the maker is trusted, known good, and the seal in force`, () => {
      expectVerdict({ seal: { version } }, 'valid');
    });

    it(`v${version}: without trust indeterminate, never valid, and it says why`, () => {
      const seal = parseSeal(forgeSeal({ version }));
      const trust = { ...NO_TRUST, read: readSesCertificate };
      const { verdict, checks } = judgeSeal(seal, { trust, policy: TOLERANT_POLICY, at: NOW });
      expect(verdict).to.equal('indeterminate');
      expect(remarks(checks)).to.deep.equal([
        'SEAL-STATUS skipped SEAL_STATUS_UNKNOWN',
        'MAKER-CHAIN skipped CERTIFICATE_NOT_TRUSTED',
        'MAKER-REVOC skipped REVOCATION_UNKNOWN',
      ]);
    });

    it(`v${version}: a signature of the maker over other bytes is invalid`, () => {
      const sign = (tbs: Uint8Array) => makerKey.signDer(tbs.subarray(1));
      expectVerdict({ seal: { version, sign } }, 'invalid', 'SEAL-SIG failed SIGNATURE_INVALID');
    });

    it(`v${version}: outside its period invalid, at either end valid`, () => {
      for (const at of [SEAL_FROM, SEAL_TO]) expectVerdict({ seal: { version }, at }, 'valid');
      expectVerdict({ seal: { version }, at: SEAL_TO + 1 }, 'invalid', 'SEAL-TIME failed SEAL_NOT_IN_FORCE');
    });
  }

  it('outside its period indeterminate where nobody vouches for the maker: the dates prove nothing', () => {
    expectVerdict(
      { at: SEAL_TO + 1, answers: { makerChain: { outcome: 'unknown', reasons: [] } } },
      'indeterminate',
      'SEAL-TIME skipped SEAL_NOT_IN_FORCE',
      'MAKER-CHAIN skipped CERTIFICATE_NOT_TRUSTED',
    );
  });

  it('asked about a time before it was made: indeterminate', () => {
    expectVerdict({ at: SEAL_FROM - DAY }, 'indeterminate', 'SEAL-TIME skipped SEAL_CREATED_AFTER_TIME_ASKED');
  });

  it('v5 wants the seal in force on the day it is made, v4 does not', () => {
    const times = [SEAL_FROM, SEAL_FROM + DAY, SEAL_TO].map(generalizedTime) as [Uint8Array, Uint8Array, Uint8Array];
    expectVerdict({ seal: { version: 4, times } }, 'valid');
    expectVerdict({ seal: { version: 5, times } }, 'invalid', 'SEAL-TIME failed SEAL_CREATED_OUTSIDE_PERIOD');
  });

  it('a period that ends before it begins is invalid', () => {
    const times = [SEAL_FROM, SEAL_TO, SEAL_FROM].map(generalizedTime) as [Uint8Array, Uint8Array, Uint8Array];
    expectVerdict({ seal: { times } }, 'invalid', 'SEAL-TIME failed SEAL_PERIOD_INVERTED');
  });

  it('a path of the maker that breaks a rule is invalid, no path is indeterminate', () => {
    expectVerdict(
      { answers: { makerChain: { outcome: 'refused', reasons: ['CERT_EXPIRED'] } } },
      'invalid',
      'MAKER-CHAIN failed CERTIFICATE_CHAIN_INVALID',
    );
    expectVerdict(
      { answers: { makerChain: { outcome: 'unknown', reasons: ['none'] } } },
      'indeterminate',
      'MAKER-CHAIN skipped CERTIFICATE_NOT_TRUSTED',
    );
  });

  // The forged certificates are valid through 2026.
  const until2028 = [SEAL_FROM, SEAL_FROM, Date.UTC(2028, 0, 1)].map(generalizedTime) as never;
  it('v4: a maker whose certificate has run out by the time asked is invalid', () => {
    expectVerdict(
      { seal: { times: until2028 }, at: Date.UTC(2027, 5, 1) },
      'invalid',
      'MAKER-CHAIN failed CERTIFICATE_NOT_VALID_THEN',
    );
  });
  it('v5: a maker whose certificate has run out since the seal was made is a warning', () => {
    const asked: Asked = { seal: { version: 5, times: until2028 }, at: Date.UTC(2027, 5, 1) };
    expectVerdict(asked, 'valid', 'MAKER-CHAIN warning CERTIFICATE_EXPIRED_SINCE');
    expect(judge(asked).trust.chainTimes.get('maker')).to.equal(SEAL_FROM);
  });
  it('v5: a maker whose certificate was not valid when the seal was made is invalid', () => {
    const made = Date.UTC(2025, 5, 1);
    const times = [made, made, SEAL_TO].map(generalizedTime) as never;
    expectVerdict({ seal: { version: 5, times } }, 'invalid', 'MAKER-CHAIN failed CERTIFICATE_NOT_VALID_THEN');
  });

  const revokedAt = (at: number): TrustAnswers => ({
    makerRevocation: { state: 'revoked', at, reason: 'keyCompromise' },
  });
  for (const version of [1, 4] as const) {
    it(`v${version}: a revoked maker is invalid, revoked before the seal was made or after`, () => {
      for (const at of [SEAL_FROM - DAY, SEAL_FROM + DAY]) {
        const asked = { seal: { version }, answers: revokedAt(at) };
        expectVerdict(asked, 'invalid', 'MAKER-REVOC failed CERTIFICATE_REVOKED');
      }
    });
  }
  it('v5: a maker revoked since the seal was made is a warning, one revoked before or then is invalid', () => {
    const seal = { version: 5 as const };
    expectVerdict({ seal, answers: revokedAt(SEAL_FROM + 1000) }, 'valid', 'MAKER-REVOC warning REVOKED_SINCE');
    for (const at of [SEAL_FROM, SEAL_FROM - 1000]) {
      expectVerdict({ seal, answers: revokedAt(at) }, 'invalid', 'MAKER-REVOC failed CERTIFICATE_REVOKED');
    }
  });

  it('an unknown state of the maker is indeterminate, and no harm only where the policy says so', () => {
    const answers: TrustAnswers = { makerRevocation: { state: 'unknown', reasons: ['no list'] } };
    expectVerdict({ answers }, 'indeterminate', 'MAKER-REVOC skipped REVOCATION_UNKNOWN');
    expectVerdict({ answers, policy: { revocation: 'soft' } }, 'valid', 'MAKER-REVOC skipped REVOCATION_UNKNOWN');
  });

  it('a maker whose key is not for signatures is invalid; one without key usage gets a remark', () => {
    const maker = (extensions: Uint8Array[]) => ({ maker: forgeCertificate({ key: makerKey, extensions }) });
    const judged = judge({ seal: maker([keyUsage(5)]) });
    expect(judged.verdict).to.equal('invalid');
    expect(remarks(judged.checks)).to.include('MAKER-KU failed KEY_USAGE_MISSING');
    const silent = judge({ seal: maker([extension()]) });
    expect(remarks(silent.checks)).to.include('MAKER-KU warning KEY_USAGE_ABSENT');
  });

  it('a frozen seal is invalid; a state that nobody publishes harms only where the policy asks for it', () => {
    const inactive = { state: 'inactive', status: 'frozen', since: SEAL_FROM } as const;
    expectVerdict({ answers: { status: inactive } }, 'invalid', 'SEAL-STATUS failed SEAL_STATUS_NOT_ACTIVE');
    const answers: TrustAnswers = { status: { state: 'unknown' } };
    expectVerdict({ answers }, 'valid', 'SEAL-STATUS skipped SEAL_STATUS_UNKNOWN');
    const policy = { sealStatus: 'required' } as const;
    expectVerdict({ answers, policy }, 'indeterminate', 'SEAL-STATUS skipped SEAL_STATUS_UNKNOWN');
  });

  const stamped: SealParts = { version: 5, after: explicitTimestamp(Uint8Array.of(0x30, 0)) };
  it('v5: a token that is good passes, one that is bad or older than the seal is invalid, one not judged leaves it open', () => {
    const token = (time: number) => ({ token: { outcome: 'valid', time, accuracy: 0 } }) as const;
    expectVerdict({ seal: stamped, answers: token(SEAL_FROM) }, 'valid');
    expectVerdict(
      { seal: stamped, answers: token(SEAL_FROM - 1000) },
      'invalid',
      'TSA-TOKEN failed TIMESTAMP_BEFORE_DECLARED_TIME',
    );
    const invalid = { token: { outcome: 'invalid', reasons: ['imprint'] } } as const;
    expectVerdict({ seal: stamped, answers: invalid }, 'invalid', 'TSA-TOKEN failed TIMESTAMP_INVALID');
    expectVerdict({ seal: stamped }, 'indeterminate', 'TSA-TOKEN skipped TIMESTAMP_NOT_VERIFIED');
  });

  it('a legacy algorithm is indeterminate, one with SHA-1 or MD5 invalid', () => {
    for (const [id, verdict, code] of [
      ['1.2.156.10197.1.502', 'indeterminate', 'ALG-POLICY skipped ALGORITHM_NOT_ALLOWED'],
      ['1.2.840.113549.1.1.5', 'invalid', 'ALG-POLICY failed ALGORITHM_FORBIDDEN'],
      ['1.2.840.113549.1.1.4', 'invalid', 'ALG-POLICY failed ALGORITHM_FORBIDDEN'],
    ] as const) {
      expectVerdict({ seal: { algorithm: oid(id) } }, verdict, 'SEAL-SIG skipped SIGNATURE_NOT_VERIFIED', code);
    }
  });

  it('raw r‖s is a remark under the tolerant profile and invalid under the strict one', () => {
    const seal: SealParts = { sign: (tbs) => makerKey.signRaw(tbs) };
    expectVerdict({ seal }, 'valid', 'SES-FMT warning FORMAT_DEVIATES');
    expectVerdict({ seal, policy: STRICT_POLICY }, 'invalid', 'SES-FMT failed FORMAT_NOT_STRICT');
    const [format] = judge({ seal }).checks;
    expect(format?.evidence).to.deep.equal({ deviations: ['RAW_SIGNATURE'] });
  });

  it('a critical extension that nobody knows is a remark, or invalid by policy', () => {
    const seal = { extensions: sequence(extData('1.2.3', nullValue(), true)) };
    expectVerdict({ seal }, 'valid', 'EXT-CRITICAL warning EXTENSION_CRITICAL_UNKNOWN');
    const policy = { unknownCriticalExtension: 'fail' } as const;
    expectVerdict({ seal, policy }, 'invalid', 'EXT-CRITICAL failed EXTENSION_CRITICAL_UNKNOWN');
  });

  it('a maker that cannot be read leaves everything about it open', () => {
    const { verdict, checks } = judge({ seal: { maker: Uint8Array.of(0x30, 0) } });
    expect(verdict).to.equal('indeterminate');
    expect(remarks(checks)).to.include.members([
      'SEAL-SIG skipped CERTIFICATE_UNREADABLE',
      'MAKER-CHAIN skipped CERTIFICATE_UNREADABLE',
      'MAKER-KU skipped CERTIFICATE_UNREADABLE',
    ]);
  });
});

/** Any extension that says nothing of the key. */
function extension(): Uint8Array {
  return extData(OID.subjectKeyIdentifier, Uint8Array.of(4, 1, 1));
}
