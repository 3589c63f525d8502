import type { TrustListBody } from '../../../chaincode/model/trust-list.js';
import { decodeBase64url } from '../../../pki/encoding/base64url.js';
import { parseDay, parseTime } from '../../../pki/encoding/times.js';
import { publicKeyFromPoint } from '../../../pki/sm2/key-cache.js';

/**
 * What the schemas cannot say of a list (docs/formats/encodings.md): its times and days exist, its keys lie on the curve, its
 * roots are base64url. The rules of the ledger refuse anything else, so only a majority that signs it could bring it in. Throws
 * PkiError, which refuses the list as TRUST_MALFORMED.
 */
export function checkEncodings({ issuedAt, nextUpdate, domains, types, agreements, convictions }: TrustListBody): void {
  for (const time of [issuedAt, nextUpdate]) parseTime(time);
  for (const { signed } of domains) {
    const { governanceKey, witnessKey, receiptKey, roots } = signed.entry;
    for (const key of [governanceKey, witnessKey, receiptKey]) publicKeyFromPoint(decodeBase64url(key, 65));
    for (const root of roots) decodeBase64url(root);
  }
  for (const { command } of types) checkCommand(command.command);
  for (const { command } of agreements.flatMap(({ halves }) => halves)) {
    const { from, until } = command.body.terms;
    checkCommand(command);
    parseDay(from);
    if (until !== undefined) parseDay(until);
  }
  for (const { statement } of convictions.flatMap(({ statements }) => statements)) parseTime(statement.seenAt);
}

function checkCommand({ issuedAt, expires }: { issuedAt: string; expires: string }): void {
  parseTime(issuedAt);
  parseTime(expires);
}
