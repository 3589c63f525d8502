import type { CommandKind } from './command.js';
import { LICENCE_STATE_REASONS, REISSUE_REASONS } from './licence-states.js';

/** The coded reasons for the change of a seal, by the state it leads to. */
export const SEAL_STATE_REASONS = {
  active: ['freeze-lifted', 'frozen-in-error', 'put-into-use'],
  frozen: ['under-investigation', 'holder-request', 'signer-absent'],
  lost: ['lost', 'stolen', 'key-compromise'],
  cancelled: [
    'holder-application',
    'holder-ended',
    'name-changed',
    'replaced',
    'damaged',
    'key-compromise',
    'ex-officio',
  ],
} as const;

/** From `filed` on a seal is put into use; after a freeze it is given back. */
export const FIRST_USE_REASON = 'put-into-use';

/** The coded reasons for a decision on an application. */
export const SEAL_DECISION_REASONS = {
  approved: ['requirements-met'],
  rejected: ['incomplete', 'not-entitled', 'duplicate', 'at-own-request'],
} as const;

/** A batch of new licences has this reason; a batch of reissues one of REISSUE_REASONS. One batch is either. */
export const ISSUE_REASON = 'issue';

/**
 * Every reason that a command of a kind may carry; any other is REASON_UNKNOWN. Seal and licence states narrow it further,
 * to the state that the command asks for. Revocation reasons are those of RFC 5280 §5.3.1, spelt as words.
 */
export const REASONS = {
  'network-found': ['founding'],
  'domain-update': ['key-rollover', 'key-compromise', 'address-change', 'name-change'],
  vote: ['admission', 'root-rollover', 'root-compromise', 'domain-withdrawal', 'domain-exclusion', 'quorum-change'],
  'authority-register': ['establishment', 'renaming', 'reinstatement'],
  'authority-end': ['dissolution', 'merger', 'duties-transferred', 'registered-in-error'],
  'certificate-register': ['initial', 'renewal', 'key-rollover', 'replacement'],
  'certificate-revoke': [
    'unspecified',
    'key-compromise',
    'ca-compromise',
    'affiliation-changed',
    'superseded',
    'cessation-of-operation',
    'privilege-withdrawn',
  ],
  'type-register': ['new-type', 'revision'],
  'right-grant': ['statutory-duty', 'delegation', 'reinstatement'],
  'right-end': ['duties-transferred', 'delegation-ended', 'type-retired', 'granted-in-error'],
  'seal-apply': ['initial', 'renewal', 'replacement'],
  'seal-decide': [...SEAL_DECISION_REASONS.approved, ...SEAL_DECISION_REASONS.rejected],
  'seal-make': ['approved-application'],
  'seal-register': ['initial', 'renewal', 'replacement'],
  'seal-state': [...new Set(Object.values(SEAL_STATE_REASONS).flat())],
  'use-journal-anchor': ['journal-grown'],
  'agreement-half': ['new-agreement', 'revision', 'termination'],
  heartbeat: ['quiet-ledger'],
  'licence-batch': [ISSUE_REASON, ...REISSUE_REASONS],
  'licence-state': [...new Set(Object.values(LICENCE_STATE_REASONS).flat())],
} as const satisfies Record<CommandKind, readonly string[]>;
