import type { CommandKind } from '../model/command.js';
import { signAgreementHalf } from './agreement-half.js';
import { endAuthority } from './authority-end.js';
import { registerAuthority } from './authority-register.js';
import { registerCertificate } from './certificate-register.js';
import { revokeCertificate } from './certificate-revoke.js';
import { updateDomain } from './domain-update.js';
import { beat } from './heartbeat.js';
import { anchorBatch } from './licence-batch.js';
import { changeLicenceState } from './licence-state.js';
import { endRight } from './right-end.js';
import { grantRight } from './right-grant.js';
import { applyForSeal } from './seal-apply.js';
import { decideApplication } from './seal-decide.js';
import { makeSeal } from './seal-make.js';
import { registerSeal } from './seal-register.js';
import { changeSealState } from './seal-state.js';
import type { Rule } from './transaction.js';
import { registerType } from './type-register.js';
import { anchorUseJournal } from './use-journal-anchor.js';
import { castVote } from './vote.js';

/** Every kind but `network-found`, which comes before there is anything to hold a command against. */
export type MemberCommandKind = Exclude<CommandKind, 'network-found'>;

export const RULES: { readonly [K in MemberCommandKind]: Rule<K> } = {
  'domain-update': updateDomain,
  vote: castVote,
  'authority-register': registerAuthority,
  'authority-end': endAuthority,
  'certificate-register': registerCertificate,
  'certificate-revoke': revokeCertificate,
  'type-register': registerType,
  'right-grant': grantRight,
  'right-end': endRight,
  'seal-apply': applyForSeal,
  'seal-decide': decideApplication,
  'seal-make': makeSeal,
  'seal-register': registerSeal,
  'seal-state': changeSealState,
  'agreement-half': signAgreementHalf,
  'use-journal-anchor': anchorUseJournal,
  heartbeat: beat,
  'licence-batch': anchorBatch,
  'licence-state': changeLicenceState,
};
