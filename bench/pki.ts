import { buildSignedData } from '../pki/cms/build-signed-data.js';
import { parseSignedData } from '../pki/cms/signed-data.js';
import { verifySignedData } from '../pki/cms/verify-signed-data.js';
import { buildCrl } from '../pki/crl/build-crl.js';
import { readCrl } from '../pki/crl/read-crl.js';
import { encodeCertId } from '../pki/ocsp/cert-id.js';
import { buildOcspRequest } from '../pki/ocsp/request.js';
import { createOcspResponder } from '../pki/ocsp/responder.js';
import { Sm2PrivateKey } from '../pki/sm2/private-key.js';
import { buildCertificate } from '../pki/x509/build.js';
import { parseCertificate, type X509Certificate } from '../pki/x509/certificate.js';
import { printFigure, tell } from './figure.js';
import { median } from './median.js';
import { BenchFailure } from './support/bench-failure.js';
import { coreRate } from './support/core-rate.js';
import { createPkijsJudge } from './support/pkijs-signed-data.js';

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
}

async function benchOcsp(key: Sm2PrivateKey, certificate: X509Certificate): Promise<void> {
  const responder = createOcspResponder({
    issuer: certificate,
    responder: certificate,
    statusOf: async () => ({ state: 'good' }),
    now: () => NOW,
    validFor: DAY_MS,
    sign: async (tbs) => key.signRaw(tbs),
  });
  const certId = encodeCertId(certificate, '0a');
  const [plain, withNonce] = [buildOcspRequest([certId]), buildOcspRequest([certId], new Uint8Array(32))];
  const message = new Uint8Array(200);
  const rates = { cached: [] as number[], fresh: [] as number[], raw: [] as number[] };
  for (let round = 1; round <= ROUNDS; round += 1) {
    rates.raw.push(await coreRate(SECONDS, async () => key.signRaw(message)));
    rates.cached.push(await coreRate(SECONDS, () => responder.answer(plain)));
    rates.fresh.push(await coreRate(SECONDS, () => responder.answer(withNonce)));
    tell(`pki: OCSP, round ${round} of ${ROUNDS}`);
  }
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

async function selfSigned(key: Sm2PrivateKey): Promise<X509Certificate> {
  const der = await buildCertificate({
    profile: 'root',
    subject: { organization: '合成', commonName: 'bench' },
    publicKeySpki: key.publicKey.spki,
    issuer: 'self',
    notBefore: NOW - DAY_MS,
    notAfter: NOW + DAY_MS,
    serialNumber: Uint8Array.of(0x40, 1),
    sign: async (tbs) => key.signRaw(tbs),
  });
  return parseCertificate(der);
}
