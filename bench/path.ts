import { Certificate } from 'pkijs';
import { readPathCertificate } from '../pki/path/certificate.js';
import { Sm2PrivateKey } from '../pki/sm2/private-key.js';
import { buildCertificate } from '../pki/x509/build.js';
import { parseCertificate } from '../pki/x509/certificate.js';
import { printFigure } from './figure.js';
import { median } from './median.js';
import { coreRate } from './support/core-rate.js';

const ROUNDS = 3;
const DAY_MS = 86_400_000;

/** Certificates read a second on one core: by the strict reader of ours, by the one for any path, and by pkijs. */
export async function benchPath(): Promise<void> {
  const der = await sampleCertificate();
  const buffer = Uint8Array.from(der).buffer;
  const rates = { strict: [] as number[], general: [] as number[], pkijs: [] as number[] };
  for (let round = 0; round < ROUNDS; round += 1) {
    rates.strict.push(await coreRate(1, async () => parseCertificate(der)));
    rates.general.push(await coreRate(1, async () => readPathCertificate(der)));
    rates.pkijs.push(await coreRate(1, async () => Certificate.fromBER(buffer)));
  }
  const reference = 'pkijs Certificate.fromBER of the same certificate';
  const referenceValue = median(rates.pkijs);
  const unit = 'certificates/s';
  printFigure({ figure: 'path.parse-strict', value: median(rates.strict), unit, reference, referenceValue });
  printFigure({ figure: 'path.parse-general', value: median(rates.general), unit, reference, referenceValue });
}

function sampleCertificate(): Promise<Uint8Array> {
  const key = Sm2PrivateKey.generate();
  return buildCertificate({
    profile: 'root',
    subject: { organization: '合成测试单位', commonName: '合成测试' },
    publicKeySpki: key.publicKey.spki,
    issuer: 'self',
    notBefore: Date.now() - DAY_MS,
    notAfter: Date.now() + DAY_MS,
    serialNumber: Uint8Array.of(0x40, 1),
    sign: async (tbs) => key.signRaw(tbs),
  });
}
