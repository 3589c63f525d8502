import { encodeBase64url } from '../../../pki/encoding/base64url.js';
import { parseStrictJson } from '../../../pki/encoding/canonical-json.js';
import { dayOf, parseDay, parseTime } from '../../../pki/encoding/times.js';
import { PkiError } from '../../../pki/errors.js';
import type { TrustMaterial } from '../trust/material.js';
import { isSigned } from '../trust/signed.js';
import {
  DAILY_STATEMENT_PURPOSE,
  type DailyStatement,
  type DailyStatementBody,
  dailyStatement,
  dailyStatementDigest,
} from './daily-statement.js';

export const DAILY_STATEMENT_CODES = [
  'DAILY_MALFORMED',
  'DAILY_WRONG_NETWORK',
  'DAILY_WRONG_LEDGER',
  'DAILY_DAY_MISMATCH',
  'DAILY_COUNTS_MISMATCH',
  'DAILY_DOMAIN_UNKNOWN',
  'DAILY_SIGNATURE_INVALID',
  'DAILY_CHAIN_BROKEN',
] as const;
export type DailyStatementCode = (typeof DAILY_STATEMENT_CODES)[number];

export type DailyStatementReading =
  | { ok: true; statement: DailyStatementBody; digest: string }
  | { ok: false; code: DailyStatementCode };

/** Why a statement is not taken, for people. */
export const DAILY_STATEMENT_TEXTS: Readonly<Record<DailyStatementCode, Readonly<Record<'zh' | 'en', string>>>> = {
  DAILY_MALFORMED: { zh: '不是每日声明的格式。', en: 'Not a daily statement by its form.' },
  DAILY_WRONG_NETWORK: { zh: '每日声明属于另一个信任网络。', en: 'The statement is of another network.' },
  DAILY_WRONG_LEDGER: { zh: '每日声明属于另一个账本。', en: 'The statement is of another ledger.' },
  DAILY_DAY_MISMATCH: { zh: '声明的日期与签发时间不符。', en: 'The day is not the one on which it was issued.' },
  DAILY_COUNTS_MISMATCH: { zh: '各状态的数量之和与证照总数不符。', en: 'The states do not add up to the licences.' },
  DAILY_DOMAIN_UNKNOWN: { zh: '信任列表中没有该信任域。', en: 'The trust list does not know the domain.' },
  DAILY_SIGNATURE_INVALID: { zh: '治理密钥的签名不成立。', en: 'The governance key has not signed it.' },
  DAILY_CHAIN_BROKEN: { zh: '与前一份每日声明不衔接。', en: 'It does not follow the statement before.' },
};

/**
 * Reads and judges a daily statement: JSON bytes, or the value that such JSON has. With `previous`, the statement before it, also
 * whether the one follows the other. Says nothing of whether the counts are true: whoever has a node counts again up to the
 * block. Never throws for what it is given.
 */
export function verifyDailyStatement(
  input: unknown,
  { trust, previous }: { trust: Pick<TrustMaterial, 'network' | 'ledger' | 'domainAt'>; previous?: DailyStatementBody },
): DailyStatementReading {
  const read = readDailyStatement(input);
  if (read === undefined) return { ok: false, code: 'DAILY_MALFORMED' };
  const { domain, network, ledger, blockNumber } = read.statement;
  if (network !== trust.network) return { ok: false, code: 'DAILY_WRONG_NETWORK' };
  if (ledger !== trust.ledger) return { ok: false, code: 'DAILY_WRONG_LEDGER' };
  const key = trust.domainAt(domain, blockNumber)?.governanceKey;
  if (key === undefined) return { ok: false, code: 'DAILY_DOMAIN_UNKNOWN' };
  return judgeDailyStatement(read, { keys: [encodeBase64url(key)], ...(previous === undefined ? {} : { previous }) });
}

/** The same with governance keys, base64url, in place of a trust list. */
export function judgeDailyStatement(
  { statement, signature }: DailyStatement,
  { keys, previous }: { keys: readonly string[]; previous?: DailyStatementBody },
): DailyStatementReading {
  if (dayOf(parseTime(statement.issuedAt)) !== statement.day) return { ok: false, code: 'DAILY_DAY_MISMATCH' };
  const sum = Object.values(statement.states).reduce((total, each) => total + each, 0);
  if (sum !== statement.licences) return { ok: false, code: 'DAILY_COUNTS_MISMATCH' };
  if (!keys.some((key) => isSigned(key, DAILY_STATEMENT_PURPOSE, statement, signature)))
    return { ok: false, code: 'DAILY_SIGNATURE_INVALID' };
  if (previous !== undefined && !follows(statement, previous)) return { ok: false, code: 'DAILY_CHAIN_BROKEN' };
  return { ok: true, statement, digest: dailyStatementDigest(statement) };
}

/** A statement by its form, its times real ones; undefined for anything else. */
export function readDailyStatement(input: unknown): DailyStatement | undefined {
  try {
    const json = input instanceof Uint8Array || typeof input === 'string' ? parseStrictJson(input) : input;
    const read = dailyStatement.safeParse(json).data;
    if (read === undefined) return undefined;
    parseTime(read.statement.issuedAt);
    parseDay(read.statement.day);
    if (read.statement.previous !== undefined) parseDay(read.statement.previous.day);
    return read;
  } catch (error) {
    if (error instanceof PkiError) return undefined;
    throw error;
  }
}

/** Days may be missing between two statements; none may come in between unnoticed. */
function follows(statement: DailyStatementBody, before: DailyStatementBody): boolean {
  return (
    statement.domain === before.domain &&
    statement.previous?.day === before.day &&
    statement.previous.digest === dailyStatementDigest(before) &&
    before.day < statement.day &&
    before.issuedAt < statement.issuedAt &&
    before.blockNumber <= statement.blockNumber
  );
}
