import { printFigure, tell } from './figure.js';
import { median } from './median.js';
import { opensslSpeed } from './support/openssl-speed.js';
import { hotVerifyRate, signRate, verifyRate } from './support/raw-sm2.js';

const SECONDS = 3;
const ROUNDS = 3;

/** SM2 on one core: the service's own signer and verifier beside the openssl command, in turns. */
export async function benchSm2(): Promise<void> {
  const ours = { sign: [] as number[], verify: [] as number[], 'verify.hot': [] as number[] };
  const theirs = { sign: [] as number[], verify: [] as number[] };
  let version = '';
  for (let round = 1; round <= ROUNDS; round += 1) {
    const speed = await opensslSpeed(SECONDS);
    version = speed.version;
    theirs.sign.push(speed.sign);
    theirs.verify.push(speed.verify);
    ours.sign.push(await signRate(SECONDS));
    ours.verify.push(await verifyRate(SECONDS));
    ours['verify.hot'].push(await hotVerifyRate(SECONDS));
    tell(`sm2: round ${round} of ${ROUNDS}`);
  }
  for (const what of ['sign', 'verify', 'verify.hot'] as const) {
    printFigure({
      figure: `sm2.${what}`,
      value: median(ours[what]),
      unit: 'ops/s',
      reference: `openssl speed sm2 (${version})`,
      referenceValue: median(theirs[what === 'sign' ? 'sign' : 'verify']),
    });
  }
}
