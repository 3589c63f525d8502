import { Certificate } from 'pkijs';
import { buildSignedData } from '../pki/cms/build-signed-data.js';
import { parseSignedData } from '../pki/cms/signed-data.js';
import { verifySignedData } from '../pki/cms/verify-signed-data.js';
import { buildCrl } from '../pki/crl/build-crl.js';
import { readCrl } from '../pki/crl/read-crl.js';
import { encodeCertId } from '../pki/ocsp/cert-id.js';
import { buildOcspRequest } from '../pki/ocsp/request.js';
import { createOcspResponder } from '../pki/ocsp/responder.js';
import { readPathCertificate } from '../pki/path/certificate.js';
import { buildSeal } from '../pki/ses/build-seal.js';
import { buildSealSignature } from '../pki/ses/build-seal-signature.js';
import { checkSealSignature } from '../pki/ses/check-seal-signature.js';
import { parseSealSignature } from '../pki/ses/seal-signature.js';
import { Sm2PrivateKey } from '../pki/sm2/private-key.js';
import { buildCertificate } from '../pki/x509/build.js';
import { parseCertificate, type X509Certificate } from '../pki/x509/certificate.js';
import type { CertificateProfile } from '../pki/x509/profiles.js';
import { printFigure, tell } from './figure.js';
import { median } from './median.js';
import { BenchFailure } from './support/bench-failure.js';
import { coreRate } from './support/core-rate.js';
import { createPkijsJudge } from './support/pkijs-signed-data.js';
import { threadRate } from './support/thread-rate.js';

const SECONDS = 2;
const ROUNDS = 3;
const REVOKED = 100_000;
const DAY_MS = 86_400_000;
const NOW = Date.UTC(2026, 10, 21);
/** What is asked of one process, of one list, and of a look into it. */
const LEAST_OCSP_ANSWERS = 3_000;
const LONGEST_CRL_BUILD_MS = 2_000;
const LONGEST_CRL_LOOKUP_MS = 1;

/** What the certificate authority makes and reads, on one core each. */
export async function benchPki(): Promise<void> {
  const key = Sm2PrivateKey.generate();
  const certificate = await selfSigned(key);
  await benchOcsp(key, certificate);
  await benchCrl(key, certificate);
  await benchSignedData(key, certificate);
  await benchParse(certificate.der);
  await benchSeal(key, certificate);
}

async function benchOcsp(key: Sm2PrivateKey, certificate: X509Certificate): Promise<void> {
  const thread = key.onThread();
  const responder = createOcspResponder({
    issuer: certificate,
    responder: certificate,
    statusOf: async () => ({ state: 'good' }),
    now: () => NOW,
    validFor: DAY_MS,
    sign: thread.sign,
  });
  const certId = encodeCertId(certificate, '0a');
  const [plain, withNonce] = [buildOcspRequest([certId]), buildOcspRequest([certId], new Uint8Array(32))];
  const message = new Uint8Array(200);
  const rates = { cached: [] as number[], fresh: [] as number[], raw: [] as number[] };
  for (let round = 1; round <= ROUNDS; round += 1) {
    rates.raw.push(await coreRate(SECONDS, async () => key.signRaw(message)));
    rates.cached.push(await coreRate(SECONDS, () => responder.answer(plain)));
    rates.fresh.push(await threadRate(thread, () => responder.answer(withNonce)));
    tell(`pki: OCSP, round ${round} of ${ROUNDS}`);
  }
  await thread.end();
  const unit = 'answers/s';
  printFigure({
    ...{ figure: 'pki.ocsp.cached', value: median(rates.cached), unit },
    ...{ reference: 'asked of one process', referenceValue: LEAST_OCSP_ANSWERS },
  });
  printFigure({
    ...{ figure: 'pki.ocsp.fresh', value: median(rates.fresh), unit },
    ...{ reference: 'bare SM2 signing', referenceValue: median(rates.raw) },
  });
}

async function benchCrl(key: Sm2PrivateKey, certificate: X509Certificate): Promise<void> {
  const revoked = Array.from({ length: REVOKED }, (_, at) => ({
    serialNumber: `4${at.toString(16).padStart(31, '0')}`,
    revokedAt: NOW - at * 1000,
    reason: 'superseded' as const,
  }));
  const builds: number[] = [];
  const lookups: number[] = [];
  for (let round = 1; round <= ROUNDS; round += 1) {
    const before = performance.now();
    const der = await buildCrl({
      issuer: { subjectDer: certificate.subjectDer, subjectKeyId: certificate.subjectKeyId ?? '' },
      number: round,
      thisUpdate: NOW,
      nextUpdate: NOW + DAY_MS,
      revoked,
      sign: async (tbs) => key.signRaw(tbs),
    });
    builds.push(performance.now() - before);
    const list = readCrl(der);
    const start = performance.now();
    for (let at = 0; at < REVOKED; at += 100) {
      if (list.find(revoked[at]?.serialNumber ?? '') === undefined) throw new BenchFailure('an entry is not found');
    }
    lookups.push((performance.now() - start) / (REVOKED / 100));
    tell(`pki: list of ${REVOKED}, ${der.length} bytes, round ${round} of ${ROUNDS}`);
  }
  printFigure({
    ...{ figure: 'pki.crl.build.100000', value: median(builds), unit: 'ms' },
    ...{ reference: 'longest allowed', referenceValue: LONGEST_CRL_BUILD_MS },
  });
  printFigure({
    ...{ figure: 'pki.crl.lookup.100000', value: median(lookups), unit: 'ms' },
    ...{ reference: 'longest allowed', referenceValue: LONGEST_CRL_LOOKUP_MS },
  });
}

async function benchSignedData(key: Sm2PrivateKey, certificate: X509Certificate): Promise<void> {
  const message = await buildSignedData({
    dialect: 'rfc5652',
    content: new Uint8Array(1_500).fill(0x20),
    signer: certificate,
    certificates: [certificate],
    signingTime: NOW,
    sign: async (attributes) => key.signRaw(attributes),
  });
  const ours = async () => {
    if (verifySignedData({ message: parseSignedData(message) }).findings.length > 0) throw new BenchFailure('ours');
  };
  const judge = createPkijsJudge(message);
  const theirs = async () => {
    if (!(await judge())) throw new BenchFailure('pkijs must verify');
  };
  const rates = { ours: [] as number[], theirs: [] as number[] };
  for (let round = 1; round <= ROUNDS; round += 1) {
    rates.ours.push(await coreRate(SECONDS, ours));
    rates.theirs.push(await coreRate(SECONDS, theirs));
    tell(`pki: CMS, round ${round} of ${ROUNDS}`);
  }
  printFigure({
    ...{ figure: 'pki.cms.verify', value: median(rates.ours), unit: 'messages/s' },
    ...{ reference: 'pkijs with the same SM2', referenceValue: median(rates.theirs) },
  });
}

/** Certificates read by the strict reader, and by the one for any path. */
async function benchParse(der: Uint8Array): Promise<void> {
  const buffer = Uint8Array.from(der).buffer;
  const rates = { strict: [] as number[], general: [] as number[], pkijs: [] as number[] };
  for (let round = 1; round <= ROUNDS; round += 1) {
    rates.strict.push(await coreRate(1, async () => parseCertificate(der)));
    rates.general.push(await coreRate(1, async () => readPathCertificate(der)));
    rates.pkijs.push(await coreRate(1, async () => Certificate.fromBER(buffer)));
    tell(`pki: certificates, round ${round} of ${ROUNDS}`);
  }
  const reference = 'pkijs Certificate.fromBER of the same certificate';
  const common = { unit: 'certificates/s', reference, referenceValue: median(rates.pkijs) };
  printFigure({ figure: 'pki.parse.strict', value: median(rates.strict), ...common });
  printFigure({ figure: 'pki.parse.general', value: median(rates.general), ...common });
}

/** A seal signature read and checked with its seal, beside the two SM2 verifications in it, by the same keys. */
async function benchSeal(key: Sm2PrivateKey, issuer: X509Certificate): Promise<void> {
  const signer = await certify(key, 'seal-signing', issuer);
  const maker = await certify(key, 'seal-making', issuer);
  const sign = async (tbs: Uint8Array) => key.signRaw(tbs);
  const expected = { dataHash: new Uint8Array(32).fill(1), propertyInfo: 'bench' };
  const seal = await buildSeal({
    header: { vendorId: 'yinxin' },
    esId: '99000000000001',
    property: { type: 1, name: '合成印章' },
    signerCertificates: [signer.der],
    picture: { type: 'PNG', data: new Uint8Array(4_000), width: 40, height: 40 },
    createdAt: NOW,
    validFrom: NOW - DAY_MS,
    validTo: NOW + DAY_MS,
    makerCertificate: maker.der,
    sign,
  });
  const signature = await buildSealSignature({
    ...expected,
    sealDer: seal,
    signerCertificateDer: signer.der,
    signedAt: NOW,
    sign,
  });
  const read = parseSealSignature(signature);
  const parts = [
    { toSign: read.toSign, signature: read.signature },
    { toSign: read.seal.signedBytes, signature: read.seal.signature },
  ];
  const both = ['SES-SIG', 'SEAL-SIG'];
  const whole = async () => {
    const findings = checkSealSignature(parseSealSignature(signature), expected);
    const verified = findings.filter(({ id, outcome }) => both.includes(id) && outcome === 'passed');
    if (verified.length !== both.length) throw new BenchFailure('a seal signature must verify');
  };
  const bare = async () => {
    for (const part of parts) {
      if (!key.publicKey.verifyDer(part.toSign, part.signature.value)) throw new BenchFailure('bare SM2');
    }
  };
  const rates = { whole: [] as number[], bare: [] as number[] };
  for (let round = 1; round <= ROUNDS; round += 1) {
    rates.bare.push(await coreRate(SECONDS, bare));
    rates.whole.push(await coreRate(SECONDS, whole));
    tell(`pki: seal signatures, round ${round} of ${ROUNDS}`);
  }
  printFigure({
    ...{ figure: 'pki.seal.verify', value: median(rates.whole), unit: 'seal signatures/s' },
    ...{ reference: 'its two SM2 verifications alone', referenceValue: median(rates.bare) },
  });
}

const selfSigned = (key: Sm2PrivateKey): Promise<X509Certificate> => certify(key, 'root', 'self');

/** A certificate of the key for itself, in whatever part. */
async function certify(
  key: Sm2PrivateKey,
  profile: CertificateProfile,
  issuer: X509Certificate | 'self',
): Promise<X509Certificate> {
  const der = await buildCertificate({
    profile,
    subject: { organization: '合成', commonName: 'bench' },
    publicKeySpki: key.publicKey.spki,
    issuer: issuer === 'self' ? 'self' : { subjectDer: issuer.subjectDer, subjectKeyId: issuer.subjectKeyId ?? '' },
    notBefore: NOW - DAY_MS,
    notAfter: NOW + DAY_MS,
    serialNumber: Uint8Array.of(0x40, 1),
    sign: async (tbs) => key.signRaw(tbs),
  });
  return parseCertificate(der);
}
