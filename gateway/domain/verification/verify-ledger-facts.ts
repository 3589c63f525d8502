import { formatTime, parseTime } from '../../../pki/encoding/times.js';
import { type IdentifiedLicence, licenceKeyOf } from '../licence/licence-key-of.js';
import type { TrustResult } from '../trust/walk.js';
import type { LedgerFacts, Question } from './case.js';
import { checkLicenceState } from './checks/licence-state.js';
import { checkTrust } from './checks/trust.js';
import { checkValidity } from './checks/validity.js';
import { type Finding, failed, passed, unknown } from './finding.js';
import { judgeFacts } from './judge-facts.js';
import type { Memory } from './memory.js';
import type { VerificationPolicy } from './policy.js';
import type { CheckName, VerificationReport } from './report.js';
import { conclude } from './verdict.js';
import { allSkipped } from './verify-evidence.js';

export interface LedgerFactsInput {
  /**
   * The key (see `licenceKeyOf`), and what the asker knows besides: a digest must be the ledger's, an identifier the key's,
   * and days are judged. `version` is that of the licence on the ledger: an identifier of an older one has been superseded, of
   * a newer one never was. The other members only go into the report.
   */
  licence: {
    key: string;
    digest?: string;
    licenceId?: string;
    version?: number;
    domain?: string;
    authority?: string;
    type?: string;
    validFrom?: string;
    validUntil?: string;
  };
  trust: TrustResult;
  policy: VerificationPolicy;
  at: string;
  now?: string;
  facts: LedgerFacts | 'unreachable';
}

type Licence = LedgerFactsInput['licence'];

const REQUIRED: readonly CheckName[] = ['trust', 'status', 'licence-state'];

/**
 * The report on an identifier or a digest alone: what the verifier's own node says of the licence's state. Nothing of the
 * contents is judged, and `scope` says so: it is no substitute for evidence. Where the asker knows the licence's days, they
 * are judged too. Throws PkiError ENCODING_INVALID where `at`, `now` or a day is none.
 */
export function verifyLedgerFacts(input: LedgerFactsInput, memory: Memory): VerificationReport {
  const { trust, policy, at } = input;
  const { key, digest, licenceId, validFrom, validUntil } = input.licence;
  const findings = allSkipped('EVIDENCE_NOT_PRESENT');
  const required = new Set(REQUIRED);
  findings.trust = trust.ok ? findings.trust : unknown(trust.code, { detail: trust.detail });
  let states: ReturnType<typeof judgeFacts>['states'];
  if (trust.ok) {
    const question: Question = {
      trust: trust.trust,
      policy,
      at: parseTime(at),
      now: parseTime(input.now ?? at),
      facts: input.facts,
      memory,
    };
    const status = judgeFacts(question, { needed: [key], licence: key, notBefore: 0 });
    states = status.states;
    findings.trust = checkTrust(question);
    findings.status = status.finding;
    findings['licence-state'] = checkLicenceState(question, states, { key, digest, entryVersion: 1 });
    if (licenceId !== undefined) {
      required.add('identifier');
      const identified = licenceKeyOf(licenceId, trust.trust);
      findings.identifier = identifierFinding(input.licence, identified);
      // A revocation is told by its own name.
      const open = findings['licence-state'].outcome !== 'failed';
      if (open && states !== undefined && identified.ok && identified.key === key) {
        findings['licence-state'] = versionFinding(input.licence, identified.identifier) ?? findings['licence-state'];
      }
    }
    if (validFrom !== undefined) {
      required.add('validity');
      findings.validity = checkValidity(question.at, { validFrom, ...(validUntil !== undefined && { validUntil }) });
    }
  }
  const { verdict, checks, codes, warnings } = conclude(findings, required);
  return {
    format: 'yinxin/verification-report/v1',
    verdict,
    scope: 'ledger',
    at,
    ...(trust.ok && { network: trust.trust.network, trustSequence: trust.trust.sequence }),
    policy: policy.name,
    licence: describe(input.licence, states?.entries.get(key)?.digest),
    ...(states !== undefined && {
      status: {
        source: states.source,
        seenAt: formatTime(states.seenAt),
        ageSeconds: states.ageSeconds,
        blockNumber: states.blockNumber,
      },
    }),
    checks,
    codes,
    warnings,
  };
}

function identifierFinding({ key, licenceId = '' }: Licence, identified: IdentifiedLicence): Finding {
  if (!identified.ok) return failed('IDENTIFIER_INVALID', { problem: identified.problem });
  return identified.key === key ? passed({ licenceId }) : failed('IDENTIFIER_MISMATCH', { part: 'key' });
}

/** All versions of a licence share one entry, which holds the newest: it says nothing good of the others. */
function versionFinding({ version }: Licence, identifier: { version: number }): Finding | undefined {
  if (version === undefined || identifier.version === version) return undefined;
  const facts = { version: identifier.version, newest: version };
  return identifier.version < version ? failed('LICENCE_SUPERSEDED', facts) : failed('IDENTIFIER_MISMATCH', facts);
}

function describe(licence: Licence, known: string | undefined): NonNullable<VerificationReport['licence']> {
  const [, authority = '', type = ''] = licence.key.split('/');
  const digest = licence.digest ?? known;
  return { authority, type, ...licence, ...(digest !== undefined && { digest }) };
}
