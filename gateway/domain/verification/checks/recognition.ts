import type { AgreementTerms } from '../../../../chaincode/model/command.js';
import { agreementId } from '../../../../chaincode/model/keys.js';
import { endOfDay, startOfDay } from '../../../../pki/encoding/times.js';
import type { Case } from '../case.js';
import { type Finding, failed, passed, skipped } from '../finding.js';

/** The relying domain recognises such licences of the issuing one at the time asked about. Its own need no agreement. */
export function checkRecognition({ trust, evidence, policy, at, sealed }: Case): Finding {
  const { relyingDomain } = policy;
  const { domain, type } = evidence.document;
  if (relyingDomain === undefined) return skipped('RECOGNITION_NOT_ASKED');
  if (relyingDomain === domain) return passed({ relyingDomain });
  if (!sealed.ok) return skipped('SEAL_SIGNATURE_MALFORMED');
  if (sealed.sealClass === undefined) return failed('SEAL_CLASS_UNKNOWN', { sealType: sealed.sealType });
  const id = agreementId({
    issuing: domain,
    recognising: relyingDomain,
    licenceType: type,
    sealClass: sealed.sealClass,
  });
  const terms = termsAt(trust.agreements(id), at);
  if (terms === undefined) return failed('RECOGNITION_MISSING', { agreement: id });
  const facts = { agreement: id, version: terms.version };
  switch (terms.decision) {
    case 'accept':
      return passed(facts);
    case 'accept-with-note':
      return { ...passed(facts), warnings: ['RECOGNISED_WITH_NOTE'] };
    case 'refuse':
      return failed('RECOGNITION_REFUSED', facts);
  }
}

/** The newest version that had begun by then; when its days are over, no older one comes back. */
function termsAt(versions: readonly AgreementTerms[], at: number): AgreementTerms | undefined {
  const newest = versions.findLast(({ from }) => startOfDay(from) <= at);
  return newest?.until !== undefined && at >= endOfDay(newest.until) ? undefined : newest;
}
