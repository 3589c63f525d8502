import type { SignedAgreementHalf } from '../model/command.js';
import { agreementId, ledgerKeys } from '../model/keys.js';
import { ensureMember } from './checks/member.js';
import { ensureDays } from './checks/times.js';
import { ensureVersion } from './checks/version.js';
import { entryDigest } from './entry-digest.js';
import { ensure, present } from './refuse.js';
import type { Rule } from './transaction.js';

/**
 * One side's half of a recognition agreement. Both halves saying the same, as the version after the one in force, is the
 * agreement; until then a half may be replaced, and an older agreement stays in force.
 */
export const signAgreementHalf: Rule<'agreement-half'> = async ({ command, input, digest, view }) => {
  const { domain, target } = command;
  const { terms } = command.body;
  const { issuing, recognising } = terms;
  ensure(issuing !== recognising && [issuing, recognising].includes(domain), 'AGREEMENT_FOREIGN', domain);
  ensureDays(terms.from, terms.until, 'terms');
  const other = domain === issuing ? recognising : issuing;
  await ensureMember(view, other);
  const typeKey = ledgerKeys.licenceType(terms.licenceType);
  present(await view.read('type', typeKey), 'ENTRY_MISSING', typeKey);

  const id = agreementId(terms);
  const standing = await view.read('agreement', ledgerKeys.agreement(id));
  ensureVersion(terms.version - 1, standing);
  const half: SignedAgreementHalf = { command, signature: input.signature };
  const termsDigest = entryDigest(terms);
  await view.put(target, {
    kind: 'agreement-half',
    version: command.expectedVersion + 1,
    digest: termsDigest,
    state: 'signed',
    by: digest,
    signed: half,
  });

  const otherHalf = await view.read('agreement-half', ledgerKeys.agreementHalf(id, other));
  if (otherHalf?.digest !== termsDigest) return;
  await view.put(ledgerKeys.agreement(id), {
    kind: 'agreement',
    version: terms.version,
    digest: termsDigest,
    state: 'agreed',
    by: digest,
    terms,
    halves: domain === issuing ? [half, otherHalf.signed] : [otherHalf.signed, half],
  });
};
