import { formatTime } from '../../../pki/encoding/times.js';
import { AppError, type AppErrorCode } from '../../domain/errors.js';
import { assembleEvidence } from '../../domain/evidence/assemble-evidence.js';
import { statusKeysOf } from '../../domain/evidence/status-keys.js';
import { authorise } from '../../domain/policy/authorise.js';
import type { Clock } from '../../domain/ports/clock.js';
import type { Ledger } from '../../domain/ports/ledger.js';
import type { LicenceStore } from '../../domain/ports/licence-store.js';
import type { LedgerFacts, Witness } from '../../domain/ports/witness.js';
import { policyOf } from '../../domain/verification/policy.js';
import type { Verifier } from '../../domain/verification/verify.js';
import type { UseCases } from '../contract.js';
import { evidenceAsKept, evidenceParts } from '../licences/evidence-parts.js';
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
  const known = record === undefined ? {} : { domain: record.domain, version: record.licenceVersion };
  return { key, authority, type, ...known };
}

/** What the identifier's own version was, so that a later one shows; undefined where the ledger does not answer. */
async function digestOfVersion(
  { ledger }: VerifyDeps,
  key: string,
  version: number,
): Promise<string | 'none' | undefined> {
  const history = await ledger.history(key).catch(() => undefined);
  if (history === undefined) return undefined;
  const own = history.find(({ record }) => record.kind === 'licence' && record.licenceVersion === version);
  return own?.record.digest ?? 'none';
}

export function createVerifyEvidence(deps: VerifyDeps): UseCases['verifyEvidence'] {
  const { domain, verifier, trust, witness, clock } = deps;
  return async (actor, { body, at, requiredFields }) => {
    authorise(actor, 'licence.verify', { tenant: actor.tenant, domain });
    const reading = verifier.read(body);
    const facts = reading.ok
      ? await factsOf(witness, statusKeysOf(reading.evidence.receipt.leaf, reading.fingerprints))
      : 'unreachable';
    const now = formatTime(clock.now());
    return verifier.verifyEvidence({
      reading,
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
  const { domain, verifier, trust, witness, address, clock } = deps;
  const policy = onlinePolicy(deps, undefined);
  return async (actor, { licenceId, at }) => {
    authorise(actor, 'licence.verify', { tenant: actor.tenant, domain });
    // After the facts, so that none of them begins later than the time asked about.
    const common = () => {
      const now = formatTime(clock.now());
      return { trust: trust.result(), policy, at: at ?? now, now };
    };
    const reading = await readKept(licenceId, deps);
    if (reading !== undefined) {
      const facts = reading.ok
        ? await factsOf(witness, statusKeysOf(reading.evidence.receipt.leaf, reading.fingerprints))
        : 'unreachable';
      return verifier.verifyEvidence({ reading, facts, ...common() });
    }
    const { key, identifier } = await locateLicence(licenceId, address);
    const word = await ledgerWord(deps, key);
    const digest = await digestOfVersion(deps, key, identifier.version);
    const isKnown = digest !== undefined || 'version' in word;
    // The entry is the newest version's: without a word on versions it may be another one that is good.
    const facts = isKnown ? await factsOf(witness, [key]) : 'unreachable';
    return verifier.verifyLedgerFacts({
      licence: {
        ...word,
        licenceId,
        ...(digest === undefined ? {} : { version: identifier.version }),
        ...(digest === undefined || digest === 'none' ? {} : { digest }),
      },
      // A version that never was is as little on the ledger as a licence that never was.
      facts: facts === 'unreachable' || digest !== 'none' ? facts : { ...facts, entries: [] },
      ...common(),
    });
  };
}

/** undefined where this gateway keeps no evidence of the licence, or none that can be read or is witnessed yet. */
async function readKept(licenceId: string, { licences, witness, verifier }: VerifyDeps) {
  const kept = await licences.find(licenceId);
  if (kept === undefined) return undefined;
  // As a rule the parts stand as evidence has them, and one reading serves; else they are put in order first.
  const asKept = evidenceAsKept(kept);
  const reading = asKept && verifier.readKept(asKept);
  if (reading !== undefined) return reading;
  try {
    return verifier.read(assembleEvidence(await evidenceParts(kept, witness)));
  } catch (error) {
    if (error instanceof AppError && WITHOUT_EVIDENCE.includes(error.code)) return undefined;
    throw error;
  }
}

const WITHOUT_EVIDENCE: readonly AppErrorCode[] = ['LICENCE_EVIDENCE_LOST', 'LICENCE_NOT_ANCHORED', 'WITNESS_STALE'];

export function createVerifyByDigest(deps: VerifyDeps): UseCases['verifyByDigest'] {
  const { domain, verifier, trust, witness, clock } = deps;
  const policy = onlinePolicy(deps, undefined);
  return async (actor, { digest, key, at }) => {
    authorise(actor, 'licence.verify', { tenant: actor.tenant, domain });
    const licence = { ...(await ledgerWord(deps, key)), digest };
    const facts = await factsOf(witness, [key]);
    const now = formatTime(clock.now());
    return verifier.verifyLedgerFacts({
      licence,
      facts,
      trust: trust.result(),
      policy,
      at: at ?? now,
      now,
    });
  };
}
