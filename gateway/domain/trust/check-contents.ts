import type { SignedAgreementHalf } from '../../../chaincode/model/command.js';
import { agreementId, ledgerKeys } from '../../../chaincode/model/keys.js';
import type { Conviction, TrustListBody } from '../../../chaincode/model/trust-list.js';
import { decodeBase64url } from '../../../pki/encoding/base64url.js';
import { canonicalJson } from '../../../pki/encoding/canonical-json.js';
import { sm3Hex } from '../../../pki/sm3.js';
import { checkSpan } from './check-domains.js';
import { isSigned } from './signed.js';
import { refuse } from './trust-codes.js';

type Command = { network: string; ledger: string; domain: string; signer: string };

/** Each type is its owner's own signed command, and keeps its owner. */
export function checkTypes(body: TrustListBody, network: string): void {
  const last = new Map<string, TrustListBody['types'][number]>();
  for (const type of body.types) {
    const { command, signature } = type.command;
    const { typeCode: code } = command.body.definition;
    checkSpan(type, body, code);
    if (command.target !== ledgerKeys.licenceType(code))
      refuse('TRUST_TYPE_INVALID', `${code}: the command is for another`);
    if (
      !isCommandOf(body, network, command, type.fromBlock, (key) => isSigned(key, 'domain-entry', command, signature))
    ) {
      refuse('TRUST_TYPE_INVALID', `${code}: not signed by ${command.domain}`);
    }
    const before = last.get(code);
    if (before !== undefined) {
      if (before.command.command.domain !== command.domain) refuse('TRUST_TYPE_INVALID', `${code}: another owner`);
      if (before.command.command.expectedVersion >= command.expectedVersion)
        refuse('TRUST_TYPE_INVALID', `${code}: versions`);
      checkEnded(before, type, code);
    }
    last.set(code, type);
  }
}

/** An agreement is what both domains signed in the same words. */
export function checkAgreements(body: TrustListBody, network: string): void {
  const last = new Map<string, TrustListBody['agreements'][number]>();
  for (const agreement of body.agreements) {
    const [first, second] = agreement.halves;
    const { terms } = first.command.body;
    const id = agreementId(terms);
    checkSpan(agreement, body, id);
    if (canonicalJson(terms) !== canonicalJson(second.command.body.terms))
      refuse('TRUST_AGREEMENT_INVALID', `${id}: two texts`);
    if (terms.issuing === terms.recognising) refuse('TRUST_AGREEMENT_INVALID', `${id}: one domain with itself`);
    if (first.command.domain !== terms.issuing || second.command.domain !== terms.recognising) {
      refuse('TRUST_AGREEMENT_INVALID', `${id}: not the halves of its domains`);
    }
    for (const half of agreement.halves) checkHalf(body, network, half, id, agreement.fromBlock);
    const before = last.get(id);
    if (before !== undefined) {
      if (before.halves[0].command.body.terms.version >= terms.version)
        refuse('TRUST_AGREEMENT_INVALID', `${id}: versions`);
      checkEnded(before, agreement, id);
    }
    last.set(id, agreement);
  }
}

function checkHalf(body: TrustListBody, network: string, half: SignedAgreementHalf, id: string, block: number): void {
  const { command, signature } = half;
  const isTarget = command.target === ledgerKeys.agreementHalf(id, command.domain);
  const signed = (key: string) => isSigned(key, 'agreement-half', command, signature);
  if (!isTarget || !isCommandOf(body, network, command, block, signed, 'at or before')) {
    refuse('TRUST_AGREEMENT_INVALID', `${id}: not signed by ${command.domain}`);
  }
}

/** Two different bodies for one height under the witness's key: nobody else can make that. */
export function checkConvictions(body: TrustListBody, network: string): void {
  for (const conviction of body.convictions) {
    if (!isConviction(conviction, body, network)) {
      refuse('TRUST_CONVICTION_INVALID', `${conviction.domain} at ${conviction.blockNumber}`);
    }
  }
}

function isConviction({ domain, blockNumber, statements }: Conviction, body: TrustListBody, network: string): boolean {
  const key = body.domains.find(
    (each) =>
      each.signed.entry.domain === domain &&
      each.fromBlock <= blockNumber &&
      blockNumber < (each.untilBlock ?? Number.POSITIVE_INFINITY),
  )?.signed.entry.witnessKey;
  const [first, second] = statements;
  return (
    key !== undefined &&
    // Above the list's block the witness may yet have another key, under which the proof would fail for ever.
    blockNumber <= body.blockNumber &&
    canonicalJson(first.statement) !== canonicalJson(second.statement) &&
    statements.every(
      ({ statement, signature }) =>
        statement.domain === domain &&
        statement.blockNumber === blockNumber &&
        statement.network === network &&
        statement.ledger === body.ledger &&
        isSigned(key, 'block-statement', statement, signature),
    )
  );
}

/**
 * Whether a governance key that its domain had at this block signed the command. A block may hold the command and the
 * change of the key in either order, so both keys of such a block count. A half of an agreement may be much older than the
 * block in which the other half put it in force.
 */
function isCommandOf(
  body: TrustListBody,
  network: string,
  command: Command,
  block: number,
  isSignedBy: (key: string) => boolean,
  when: 'at' | 'at or before' = 'at',
): boolean {
  if (command.network !== network || command.ledger !== body.ledger) return false;
  return body.domains.some(
    ({ signed: { entry }, fromBlock, untilBlock = Number.POSITIVE_INFINITY }) =>
      entry.domain === command.domain &&
      fromBlock <= block &&
      (when === 'at or before' || block <= untilBlock) &&
      sm3Hex(decodeBase64url(entry.governanceKey)) === command.signer &&
      isSignedBy(entry.governanceKey),
  );
}

function checkEnded(before: { untilBlock?: number }, next: { fromBlock: number }, name: string): void {
  if (before.untilBlock === undefined || before.untilBlock > next.fromBlock) {
    refuse('TRUST_MALFORMED', `${name}: the version before still holds`);
  }
}
