import { formatTime } from '../../../pki/encoding/times.js';
import { AppError, type AppErrorCode } from '../../domain/errors.js';
import { assembleEvidence } from '../../domain/evidence/assemble-evidence.js';
import { readEvidence } from '../../domain/evidence/read-evidence.js';
import { statusKeysOf } from '../../domain/evidence/status-keys.js';
import { authorise } from '../../domain/policy/authorise.js';
import type { Clock } from '../../domain/ports/clock.js';
import type { Ledger } from '../../domain/ports/ledger.js';
import type { LicenceStore } from '../../domain/ports/licence-store.js';
import type { LedgerFacts, Witness } from '../../domain/ports/witness.js';
import { policyOf } from '../../domain/verification/policy.js';
import type { Verifier } from '../../domain/verification/verify.js';
import type { UseCases } from '../contract.js';
import { evidenceParts } from '../licences/evidence-parts.js';
import { type LicenceAddress, locateLicence } from '../licences/locate-licence.js';
import { recordOf } from '../registry/records.js';
import type { TrustHolder } from '../trust/trust-holder.js';

export interface VerifyDeps {
  domain: string;
  production: boolean;
  ledger: Ledger;
  verifier: Verifier;
  trust: TrustHolder;
  witness: Witness;
  licences: LicenceStore;
  address: LicenceAddress;
  clock: Clock;
}

/** The gateway's policy: this domain is where the licence is used, and its own node says how things stand. */
function onlinePolicy({ domain, production }: VerifyDeps, requiredFields: readonly string[] | undefined) {
  return policyOf({
    name: 'gateway',
    relyingDomain: domain,
    statusSource: 'node',
    production,
    ...(requiredFields === undefined ? {} : { requiredFields: [...requiredFields] }),
  });
}

async function factsOf(witness: Witness, keys: readonly string[]): Promise<LedgerFacts | 'unreachable'> {
  try {
    return await witness.facts(keys);
  } catch (error) {
    if (error instanceof AppError) return 'unreachable';
    throw error;
  }
}

/** What the ledger and the key itself tell of a licence whose document is elsewhere. */
async function ledgerWord({ ledger }: VerifyDeps, key: string) {
  const [, authority = '', type = ''] = key.split('/');
  const record = await ledger.read([key]).then(
    (snapshot) => recordOf(snapshot, key, 'licence')?.record,
    () => undefined,
  );
  return { key, authority, type, domain: record?.domain ?? '', version: record?.licenceVersion ?? 1 };
}

export function createVerifyEvidence(deps: VerifyDeps): UseCases['verifyEvidence'] {
  const { domain, verifier, trust, witness, clock } = deps;
  return async (actor, { body, at, requiredFields }) => {
    authorise(actor, 'licence.verify', { tenant: actor.tenant, domain });
    const reading = readEvidence(body);
    const facts = reading.ok
      ? await factsOf(witness, statusKeysOf(reading.evidence.receipt.leaf, reading.fingerprints))
      : 'unreachable';
    const now = formatTime(clock.now());
    return verifier.verifyEvidence({
      evidence: body,
      trust: trust.result(),
      policy: onlinePolicy(deps, requiredFields),
      at: at ?? now,
      now,
      facts,
    });
  };
}

/**
 * By id: the evidence that this gateway keeps is judged whole; where it is another province's, only the ledger's facts are.
 */
export function createVerifyById(deps: VerifyDeps): UseCases['verifyById'] {
  const { domain, verifier, trust, witness, licences, address, clock } = deps;
  return async (actor, { licenceId, at }) => {
    authorise(actor, 'licence.verify', { tenant: actor.tenant, domain });
    const now = formatTime(clock.now());
    const common = { trust: trust.result(), policy: onlinePolicy(deps, undefined), at: at ?? now, now };
    const parts = await partsOf(licenceId, { licences, witness });
    if (parts !== undefined) {
      const evidence = assembleEvidence(parts);
      const reading = readEvidence(evidence);
      const facts = reading.ok
        ? await factsOf(witness, statusKeysOf(reading.evidence.receipt.leaf, reading.fingerprints))
        : 'unreachable';
      return verifier.verifyEvidence({ evidence, facts, ...common });
    }
    const { key } = await locateLicence(licenceId, address);
    return verifier.verifyLedgerFacts({
      licence: { ...(await ledgerWord(deps, key)), licenceId },
      facts: await factsOf(witness, [key]),
      ...common,
    });
  };
}

/** undefined where this gateway keeps no evidence of the licence, or none that can be read or is witnessed yet. */
async function partsOf(licenceId: string, { licences, witness }: Pick<VerifyDeps, 'licences' | 'witness'>) {
  const kept = await licences.find(licenceId);
  if (kept === undefined) return undefined;
  try {
    return await evidenceParts(kept, witness);
  } catch (error) {
    if (error instanceof AppError && WITHOUT_EVIDENCE.includes(error.code)) return undefined;
    throw error;
  }
}

const WITHOUT_EVIDENCE: readonly AppErrorCode[] = ['LICENCE_EVIDENCE_LOST', 'LICENCE_NOT_ANCHORED', 'WITNESS_STALE'];

export function createVerifyByDigest(deps: VerifyDeps): UseCases['verifyByDigest'] {
  const { domain, verifier, trust, witness, clock } = deps;
  return async (actor, { digest, key, at }) => {
    authorise(actor, 'licence.verify', { tenant: actor.tenant, domain });
    const now = formatTime(clock.now());
    return verifier.verifyLedgerFacts({
      licence: { ...(await ledgerWord(deps, key)), digest },
      facts: await factsOf(witness, [key]),
      trust: trust.result(),
      policy: onlinePolicy(deps, undefined),
      at: at ?? now,
      now,
    });
  };
}
