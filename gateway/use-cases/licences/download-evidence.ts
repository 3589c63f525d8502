import { sm3Hex } from '../../../pki/sm3.js';
import { AppError } from '../../domain/errors.js';
import { assembleEvidence } from '../../domain/evidence/assemble-evidence.js';
import type { StatusStatement } from '../../domain/evidence/status.js';
import { statusKeysOf } from '../../domain/evidence/status-keys.js';
import type { LicenceStore } from '../../domain/ports/licence-store.js';
import type { Peers, Witness } from '../../domain/ports/witness.js';
import type { UseCases } from '../contract.js';
import type { TrustHolder } from '../trust/trust-holder.js';
import { evidenceParts } from './evidence-parts.js';
import { findOwn } from './find-own.js';

export interface DownloadEvidenceDeps {
  domain: string;
  licences: LicenceStore;
  witness: Witness;
  peers: Peers;
  trust: TrustHolder;
  pause: (milliseconds: number) => Promise<void>;
}

/** The others see a block anchored when they have pulled our statement, some moments after we have theirs. */
const PAUSES_MS = [150, 300, 450];

/** The evidence as a file, with the status of this moment stapled to it by a quorum of witnesses, where one answers. */
export function createDownloadEvidence(deps: DownloadEvidenceDeps): UseCases['downloadEvidence'] {
  return async (actor, { licenceId, reveal }) => {
    const licence = await findOwn(actor, 'licence.read', licenceId, deps);
    const parts = await evidenceParts(licence, deps.witness);
    const unknown = reveal?.find((name) => !parts.fields.some((field) => field.name === name));
    if (unknown !== undefined)
      throw new AppError('INVALID_REQUEST', 'the licence has no such field', { details: { field: unknown } });
    const keys = statusKeysOf(
      parts.receipt.leaf,
      parts.certificates.map((der) => sm3Hex(der)),
    );
    return assembleEvidence({
      ...parts,
      fields: reveal === undefined ? parts.fields : parts.fields.filter(({ name }) => reveal.includes(name)),
      statuses: await staple(keys, deps),
    });
  };
}

/** Exactly a quorum of present members, or nothing: the verifier refuses fewer, and more. */
async function staple(keys: readonly string[], deps: DownloadEvidenceDeps): Promise<StatusStatement[]> {
  for (const pause of PAUSES_MS) {
    const statements = await askWitnesses(keys, deps);
    if (statements.length > 0) return statements;
    await deps.pause(pause);
  }
  return askWitnesses(keys, deps);
}

async function askWitnesses(
  keys: readonly string[],
  { witness, peers, trust }: Pick<DownloadEvidenceDeps, 'witness' | 'peers' | 'trust'>,
): Promise<StatusStatement[]> {
  const own = witness.statusStatement(keys).then(
    (statement) => [statement],
    (error: unknown) => {
      if (error instanceof AppError) return [];
      throw error;
    },
  );
  const given = (await Promise.all([own, peers.statusStatements(keys)])).flat();
  const { presentMembers, presentQuorum } = trust.material();
  const members = given.filter(({ head }) => presentMembers.includes(head.domain));
  return members.length < presentQuorum ? [] : members.slice(0, presentQuorum);
}
