import { decodeBase64url } from '../../../pki/encoding/base64url.js';
import { sm3Hex } from '../../../pki/sm3.js';
import type { Command } from '../../model/command.js';
import type { DomainRecord } from '../../model/records.js';
import type { LedgerView } from '../ledger-view.js';
import { ensure, present } from '../refuse.js';
import { ensureLive, readCertificateFor } from './certificate.js';

/** Whoever may sign a command: the key, and whether it may still sign a new one. */
export interface CommandSigner {
  readonly publicKey: string;
  /** Refuses a key that could prove an old command and may not give a new one. */
  ensureCurrent(now: number): Promise<void>;
}

/** SM3 of the 65 bytes of a governance key: its name in `signer`. */
export function governanceKeyName(publicKey: string): string {
  return sm3Hex(decodeBase64url(publicKey));
}

/** The signer that the command names, as the ledger knows it. */
export async function findSigner(view: LedgerView, command: Command, domain: DomainRecord): Promise<CommandSigner> {
  if (command.kind !== 'licence-batch' && command.kind !== 'licence-state') return governanceSigner(command, domain);
  const certificate = await readCertificateFor(view, command.signer, {
    domain,
    authority: command.authority,
    purpose: command.kind,
  });
  return {
    publicKey: certificate.publicKey,
    ensureCurrent: (now) => ensureLive(view, certificate, domain, now),
  };
}

function governanceSigner(command: Command, domain: DomainRecord): CommandSigner {
  const current = domain.signed.entry.governanceKey;
  const known = [current, ...(domain.formerGovernanceKeys ?? [])];
  const publicKey = present(
    known.find((key) => governanceKeyName(key) === command.signer),
    'SIGNER_UNKNOWN',
    command.signer,
  );
  return {
    publicKey,
    ensureCurrent: async () => ensure(publicKey === current, 'SIGNER_UNKNOWN', command.signer),
  };
}
