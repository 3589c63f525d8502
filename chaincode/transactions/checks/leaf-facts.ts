import type { BatchLeaf } from '../../model/batch-leaf.js';
import { ledgerKeys } from '../../model/keys.js';
import type { SealRecord } from '../../model/records.js';
import { ensure, present } from '../refuse.js';
import type { Transaction } from '../transaction.js';
import { ensureLive, readCertificateFor } from './certificate.js';
import { timeOf } from './times.js';

type Batch = Transaction<'licence-batch'>;

/**
 * Everything that leaves rest on and share: the right to the type, the attesting certificate, the seal, its maker and its signer.
 * Each is judged once a transaction, in the order of the leaves.
 */
export async function ensureLeafFacts(batch: Batch, leaves: readonly BatchLeaf[]): Promise<void> {
  const judged = new Set<string>();
  const once = async (fact: string, ensureFact: () => Promise<void>) => {
    if (judged.has(fact)) return;
    await ensureFact();
    judged.add(fact);
  };
  for (const { type, attestationCertificate, seal, sealCertificate } of leaves) {
    await once(`type ${type}`, () => ensureRight(batch, type));
    await once(`attestation ${attestationCertificate}`, () =>
      ensureCertificate(batch, attestationCertificate, 'licence-attestation'),
    );
    await once(`seal ${seal} ${sealCertificate}`, () => ensureSeal(batch, seal, sealCertificate));
  }
}

async function ensureRight({ command, view }: Batch, type: string): Promise<void> {
  const key = ledgerKeys.right(command.authority, type);
  const right = await view.read('right', key);
  ensure(right?.state === 'active' && right.domain === command.domain, 'TYPE_NOT_GRANTED', key);
}

async function ensureCertificate(
  { command, view, domain, now }: Batch,
  fingerprint: string,
  purpose: 'licence-attestation' | 'seal-signature',
): Promise<void> {
  const { authority } = command;
  const certificate = await readCertificateFor(view, fingerprint, { domain, authority, purpose });
  await ensureLive(view, certificate, domain, now);
}

async function ensureSeal(batch: Batch, seal: string, sealCertificate: string): Promise<void> {
  const { command, view, domain, now } = batch;
  const key = ledgerKeys.seal(seal);
  const record = present(await view.read('seal', key), 'SEAL_UNKNOWN', key);
  const own = record.authority === command.authority && record.domain === command.domain;
  ensure(own, 'SEAL_FOREIGN', key);
  ensure(record.state === 'active' && isWithin(record, now), 'SEAL_NOT_ACTIVE', key);
  ensure(record.signerCertificates.includes(sealCertificate), 'SEAL_SIGNER', sealCertificate);
  await ensureCertificate(batch, sealCertificate, 'seal-signature');
  const maker = await readCertificateFor(view, record.makerCertificate, { domain, purpose: 'seal' });
  await ensureLive(view, maker, domain, now);
}

function isWithin({ validFrom, validUntil }: SealRecord, now: number): boolean {
  return timeOf(validFrom, 'validFrom') <= now && now <= timeOf(validUntil, 'validUntil');
}
