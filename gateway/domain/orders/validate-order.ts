import { parseLicenceTypeCode } from '../codes/licence-type-code.js';
import { parseUscc } from '../codes/uscc.js';
import type { LicenceValidityRule } from '../licence-type.js';
import { dayProblem, yearsLater } from './day.js';
import { createIssueList } from './issue-list.js';
import { isJsonObject, refuseOthers } from './json-object.js';
import type { LicenceOrder } from './order.js';
import type { OrderContext } from './order-context.js';
import type { OrderIssue, OrderIssueCode } from './order-issue.js';
import { MAX_IDEMPOTENCY_KEY_LENGTH, MAX_LICENCE_NUMBER_LENGTH } from './order-limits.js';
import { readFields } from './read-fields.js';
import { readHolders } from './read-holders.js';
import { type Judge, readText } from './read-text.js';
import { textProblem } from './text-problem.js';

export type OrderValidation =
  | { readonly ok: true; readonly order: LicenceOrder }
  | { readonly ok: false; readonly issues: readonly OrderIssue[] };

const ORDER_MEMBERS: ReadonlySet<string> = new Set([
  'idempotencyKey',
  'licenceType',
  'authority',
  'licenceNumber',
  'holders',
  'issuedOn',
  'validFrom',
  'validUntil',
  'fields',
]);
const VISIBLE_ASCII = /^[\x21-\x7e]+$/;
/**
 * Judges an order, member by member, and tells everything that is wrong with it (up to `MAX_ISSUES`).
 * The work is bounded by the limits of the order and of its type, not by what was sent, but for one look at each
 * member's name. A valid order is a new object of known members only.
 *
 * Does not see that a JSON text named a member twice: that is for the reader of the text.
 */
export function validateOrder(input: unknown, context: OrderContext): OrderValidation {
  const issues = createIssueList();
  if (!isJsonObject(input)) {
    issues.add('', 'ORDER_NOT_OBJECT');
    return { ok: false, issues: issues.issues };
  }
  refuseOthers(input, (name) => ORDER_MEMBERS.has(name), issues, '', 'MEMBER_UNKNOWN');
  const { type, authority, profile } = context;
  const read = (name: string, judge: Judge) => readText(input, name, judge, issues, '');
  const idempotencyKey = read('idempotencyKey', idempotencyKeyProblem);
  const licenceType = read('licenceType', (text) => licenceTypeProblem(text, context));
  const authorityCode = read('authority', (text) => {
    if (text === authority.uscc) return undefined;
    const parsed = parseUscc(text, { profile });
    return parsed.ok ? 'AUTHORITY_MISMATCH' : parsed.code;
  });
  const licenceNumber = read('licenceNumber', (text) => textProblem(text, MAX_LICENCE_NUMBER_LENGTH));
  const holders = readHolders(input, context, issues);
  const issuedOn = read('issuedOn', dayProblem);
  const validFrom = read('validFrom', dayProblem);
  const validUntil = Object.hasOwn(input, 'validUntil') ? read('validUntil', dayProblem) : undefined;
  if (validFrom !== undefined && (validUntil !== undefined || !Object.hasOwn(input, 'validUntil'))) {
    const problem = validityProblem(type.validity, validFrom, validUntil);
    if (problem !== undefined) issues.add('/validUntil', problem);
  }
  const fields = readFields(input, type, issues);
  if (
    issues.issues.length > 0 ||
    idempotencyKey === undefined ||
    licenceType === undefined ||
    authorityCode === undefined ||
    licenceNumber === undefined ||
    issuedOn === undefined ||
    validFrom === undefined
  ) {
    return { ok: false, issues: issues.issues };
  }
  const validity = validUntil === undefined ? { validFrom } : { validFrom, validUntil };
  return {
    ok: true,
    order: {
      idempotencyKey,
      licenceType,
      authority: authorityCode,
      licenceNumber,
      holders,
      issuedOn,
      ...validity,
      fields,
    },
  };
}

function idempotencyKeyProblem(text: string): OrderIssueCode | undefined {
  return textProblem(text, MAX_IDEMPOTENCY_KEY_LENGTH) ?? (VISIBLE_ASCII.test(text) ? undefined : 'TEXT_CHARACTERS');
}

function licenceTypeProblem(text: string, { type, authority, profile }: OrderContext): OrderIssueCode | undefined {
  if (text !== type.typeCode) {
    const parsed = parseLicenceTypeCode(text, { profile });
    return parsed.ok ? 'LICENCE_TYPE_UNKNOWN' : parsed.code;
  }
  return authority.licenceTypes.includes(text) ? undefined : 'LICENCE_TYPE_NOT_OF_AUTHORITY';
}

function validityProblem(
  rule: LicenceValidityRule,
  validFrom: string,
  validUntil: string | undefined,
): OrderIssueCode | undefined {
  if (validUntil === undefined) return rule.kind === 'fixed-term' ? 'VALIDITY_END_MISSING' : undefined;
  if (rule.kind === 'long-term') return 'VALIDITY_END_SURPLUS';
  if (validUntil < validFrom) return 'VALIDITY_REVERSED';
  return validUntil > yearsLater(validFrom, rule.maxYears) ? 'VALIDITY_TOO_LONG' : undefined;
}
