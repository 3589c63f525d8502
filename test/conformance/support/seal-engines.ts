import type { TestDomain } from '../../pki/support/test-domain.js';
import { ask, bytesOf, type Fields } from './engines.js';
import { CREATED_AT } from './seal-house.js';
import { type Verdict, verdict } from './verdicts.js';

/** The engines that read seals. */
export const SEAL_ENGINES = ['gmsm', 'ofdrw'] as const;
export type SealEngine = (typeof SEAL_ENGINES)[number];

export const seconds = (at: number): string => new Date(at).toISOString().replace('.000Z', 'Z');

/** A time of an answer, whatever stands between its digits: ofdrw writes `20270102030405GMT+00:00`, v1 a `Z`. */
export function timeOf(text: unknown): number {
  const [, year, month, day, hour, minute, second] =
    /^(\d{4})-?(\d\d)-?(\d\d)T?(\d\d):?(\d\d):?(\d\d)/.exec(String(text)) ?? [];
  return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
}

/** The seal, then its maker by gmsm: an engine's verdict of a seal is the maker's signature only. */
export async function verdictOfSealAndMaker(name: SealEngine, seal: Uint8Array, domain: TestDomain): Promise<Verdict> {
  const answer = await ask(name, 'seal.verify', { seal }).catch(unsupportedIsRefused);
  if (answer.valid !== true) return 'refused';
  return verdict('gmsm', 'cert.verify', {
    cert: bytesOf(answer, 'maker'),
    intermediates: [domain.issuingCa.certificate.der],
    roots: [domain.root.certificate.der],
    time: seconds(CREATED_AT),
  });
}

/** A seal signature; gmsm tells apart whether the seal lists the signer, ofdrw does not look. */
export async function verdictOfSealSignature(name: SealEngine, fields: Fields): Promise<Verdict> {
  const answer = await ask(name, 'sealsig.verify', fields).catch(unsupportedIsRefused);
  return answer.valid === true && (name === 'ofdrw' || answer.signerInList === true) ? 'valid' : 'refused';
}

/** A changed bit can make a seal look like one of v5 with a timestamp, of which the oracle says that ofdrw cannot read it. */
function unsupportedIsRefused(error: unknown): { valid: false; signerInList?: never } {
  if (error instanceof Error && 'code' in error && error.code === 'unsupported') return { valid: false };
  throw error;
}
