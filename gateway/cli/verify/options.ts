import { digest, domainCode } from '../../../chaincode/model/primitives.js';
import { formatTime, parseTime } from '../../../pki/encoding/times.js';
import { PkiError } from '../../../pki/errors.js';
import { DEFAULT_POLICY, policyOf, type VerificationPolicy } from '../../domain/verification/policy.js';
import { CliError } from '../cli-error.js';
import type { Language } from '../language.js';

/** As the command line has them. */
export interface VerifyOptions {
  trust: string;
  network?: string;
  at?: string;
  now?: string;
  domain?: string;
  fields?: string;
  maxStatusAge?: string;
  production?: boolean;
  json?: boolean;
  lang?: Language;
}

export interface VerifyQuestion {
  policy: VerificationPolicy;
  at: string;
  now: string;
  network?: string;
}

const FIELD_NAME = /^[A-Za-z][A-Za-z0-9_]{0,42}$/;

/** What is asked, from the options alone. Throws USAGE. */
export function readQuestion(options: VerifyOptions, clock: { now(): number }): VerifyQuestion {
  const now = options.now === undefined ? formatTime(clock.now()) : readTime('--now', options.now);
  const changed = {
    ...(options.domain !== undefined && { relyingDomain: readDomain(options.domain) }),
    ...(options.fields !== undefined && { requiredFields: readFieldNames(options.fields) }),
    ...(options.maxStatusAge !== undefined && { maxStatusAgeSeconds: readAge(options.maxStatusAge) }),
    ...(options.production === true && { production: true }),
  };
  const name = Object.keys(changed).length === 0 ? DEFAULT_POLICY.name : 'command-line';
  return {
    policy: policyOf({ name, ...changed }),
    at: options.at === undefined ? now : readTime('--at', options.at),
    now,
    ...(options.network !== undefined && { network: readNetwork(options.network) }),
  };
}

export function readNetwork(text: string): string {
  const network = text.toLowerCase();
  if (!digest.safeParse(network).success) {
    throw new CliError('USAGE', '--network: the SM3 digest of list 0, 64 hexadecimal digits');
  }
  return network;
}

/** RFC 3339 in UTC; the milliseconds may be left out. */
export function readTime(option: string, text: string): string {
  const whole = text.replace(/^(.{19})Z$/, '$1.000Z');
  try {
    return formatTime(parseTime(whole));
  } catch (cause) {
    if (!(cause instanceof PkiError)) throw cause;
    throw new CliError('USAGE', `${option}: a time in UTC, such as 2026-11-21T08:00:00Z`, { cause });
  }
}

function readDomain(code: string): string {
  if (domainCode.safeParse(code).success) return code;
  throw new CliError('USAGE', '--domain: the code of a trust domain, such as 44');
}

function readFieldNames(text: string): string[] {
  const names = text === '' ? [] : text.split(',');
  if (names.length > 80 || !names.every((name) => FIELD_NAME.test(name))) {
    throw new CliError('USAGE', '--fields: names parted by commas, such as ZZBH,CZZT');
  }
  return names;
}

function readAge(text: string): number {
  const seconds = /^\d{1,8}$/.test(text) ? Number(text) : Number.NaN;
  if (!(seconds <= 366 * 86_400)) throw new CliError('USAGE', '--max-status-age: seconds, of a year at most');
  return seconds;
}
