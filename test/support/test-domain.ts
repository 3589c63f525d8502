import type { SignedTrustEntry, TrustEntry } from '../../chaincode/model/trust-entry.js';
import { encodeBase64url } from '../../pki/encoding/base64url.js';
import type { Sm2PrivateKey } from '../../pki/sm2/private-key.js';
import { sm3Hex } from '../../pki/sm3.js';
import { publicKeyText, type TestCertificate, testCertificate, testKey, testSignature } from './test-pki.js';
import { testUscc } from './test-uscc.js';

/** When the test networks are founded. */
export const FOUNDED_AT = Date.parse('2026-11-21T00:00:00.000Z');
export const DAY_MS = 86_400_000;

/** A synthetic authority: one certificate for all licence purposes, one for sealing, one seal. */
export interface TestAuthority {
  readonly uscc: string;
  readonly domain: string;
  readonly signing: TestCertificate;
  readonly sealSigning: TestCertificate;
  /** SM3 that stands for the seal's DER. */
  readonly seal: string;
  readonly esId: string;
}

/** A synthetic province with all of its keys. */
export interface TestDomain {
  readonly code: string;
  readonly governance: Sm2PrivateKey;
  readonly witness: Sm2PrivateKey;
  readonly receipt: Sm2PrivateKey;
  readonly root: TestCertificate;
  readonly ca: TestCertificate;
  readonly sealMaker: TestCertificate;
  readonly authorities: readonly [TestAuthority, TestAuthority];
  /** Code of the licence type that the domain defines. */
  readonly type: string;
}

const LONG = { notBefore: FOUNDED_AT - DAY_MS, notAfter: FOUNDED_AT + 7300 * DAY_MS };
const SHORT = { notBefore: FOUNDED_AT - DAY_MS, notAfter: FOUNDED_AT + 1095 * DAY_MS };

export async function testDomain(code: string, seed: string): Promise<TestDomain> {
  const named = (name: string) => `${seed}/${code}/${name}`;
  const root = await testCertificate({
    seed: named('root'),
    profile: 'root',
    subject: { commonName: `Synthetic root ${code}` },
    ...LONG,
  });
  const ca = await testCertificate({
    seed: named('ca'),
    profile: 'issuing-ca',
    subject: { commonName: `Synthetic issuing CA ${code}` },
    issuer: root,
    ...LONG,
  });
  const sealMaker = await testCertificate({
    seed: named('seal maker'),
    profile: 'seal-making',
    subject: { commonName: `Synthetic seal maker ${code}` },
    issuer: ca,
    ...SHORT,
  });
  const authorities = [
    await testAuthority(code, `11${code}000000000001`, ca, named('first')),
    await testAuthority(code, `11${code}000000000002`, ca, named('second')),
  ] as const;
  return {
    code,
    governance: testKey(named('governance')),
    witness: testKey(named('witness')),
    receipt: testKey(named('receipt')),
    root,
    ca,
    sealMaker,
    authorities,
    type: `${authorities[0].uscc}001`,
  };
}

/** Certificates of an authority below a CA; nothing is registered. */
export async function testAuthority(
  domain: string,
  usccBody: string,
  ca: TestCertificate,
  seed: string,
): Promise<TestAuthority> {
  const uscc = testUscc(usccBody);
  const subject = { organization: 'Synthetic authority', organizationIdentifier: uscc, commonName: seed };
  const order = { subject, issuer: ca, ...SHORT };
  return {
    uscc,
    domain,
    signing: await testCertificate({ seed: `${seed}/signing`, profile: 'licence-signing', ...order }),
    sealSigning: await testCertificate({ seed: `${seed}/seal signing`, profile: 'seal-signing', ...order }),
    seal: sm3Hex(Buffer.from(`seal of ${uscc}`)),
    esId: `${domain}0000000000${usccBody.slice(-1)}`,
  };
}

/** The domain's entry in the trust list. */
export function testEntry(domain: TestDomain, founding: string, ledger: string): TrustEntry {
  return {
    format: 'yinxin/trust-entry/v1',
    founding,
    ledger,
    domain: domain.code,
    version: 1,
    name: { zh: `合成省份${domain.code}`, en: `Synthetic province ${domain.code}` },
    roots: [encodeBase64url(domain.root.der)],
    governanceKey: publicKeyText(domain.governance),
    witnessKey: publicKeyText(domain.witness),
    receiptKey: publicKeyText(domain.receipt),
    gateways: [`http://127.0.0.1:80${domain.code}`],
  };
}

/** Signed by a governance key and, where it takes over from another one, by that too. */
export function signEntry(entry: TrustEntry, governance: Sm2PrivateKey, before?: Sm2PrivateKey): SignedTrustEntry {
  return {
    entry,
    signature: testSignature(governance, 'trust-entry', entry),
    ...(before !== undefined && { previousSignature: testSignature(before, 'trust-entry', entry) }),
  };
}
