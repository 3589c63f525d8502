import { type DestinationStream, type Logger, pino } from 'pino';
import { AppError } from '../domain/errors.js';

export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];
export type Log = Pick<Logger, 'fatal' | 'error' | 'warn' | 'info' | 'debug'>;

/**
 * Members that never belong into a log, should a line name them after all. The first defence is that no line passes on
 * requests, bodies or rows: this is the second.
 */
const NEVER = [
  'authorization',
  'token',
  'body',
  'query',
  'headers',
  'subject',
  'holder',
  'holders',
  'fields',
  'licenceId',
  'licenceNumber',
  'password',
  'privateKey',
];

/** JSON lines with UTC times; to standard output unless `destination` is given. Says nothing of the machine. */
export function createLog(options: { level: LogLevel; destination?: DestinationStream }): Log {
  const settings = {
    level: options.level,
    base: null,
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    formatters: { level: (label: string) => ({ level: label }) },
    redact: { paths: NEVER.flatMap((name) => [name, `*.${name}`]), censor: '[redacted]' },
    // pino's own would write message and properties of every error: see describeError.
    serializers: { err: describeError, error: describeError },
  };
  return options.destination === undefined ? pino(settings) : pino(settings, options.destination);
}

export interface ErrorDescription {
  name: string;
  code?: string;
  /** Of a ledger that does not hold: the block, and what is wrong with it. */
  block?: number;
  problem?: string;
  frames: string[];
  cause?: ErrorDescription;
}

/**
 * What may be logged of an error: its name, its code, the places it came through, and the same of its causes; of a ledger that
 * does not hold, where and why. Never its message: those of databases and parsers quote the values that they choked on.
 */
export function describeError(error: unknown, depth = 4): ErrorDescription {
  if (!(error instanceof Error)) return { name: typeof error, frames: [] };
  const description: ErrorDescription = { name: wordOf(error.name) ?? 'Error', frames: framesOf(error) };
  const code = 'code' in error ? wordOf(error.code) : undefined;
  if (code !== undefined) description.code = code;
  if (error instanceof AppError && error.code === 'LEDGER_CORRUPT') Object.assign(description, placeOf(error.details));
  if (error.cause !== undefined && depth > 1) description.cause = describeError(error.cause, depth - 1);
  return description;
}

function placeOf({ block, problem }: AppError['details']): Pick<ErrorDescription, 'block' | 'problem'> {
  const word = wordOf(problem);
  return {
    ...(Number.isSafeInteger(block) ? { block: Number(block) } : {}),
    ...(word === undefined ? {} : { problem: word }),
  };
}

function wordOf(value: unknown): string | undefined {
  return typeof value === 'string' && /^[A-Za-z][A-Za-z0-9_]{0,63}$/.test(value) ? value : undefined;
}

const MAX_FRAMES = 12;

/** Lines of the stack below the message; a message that spells such lines itself must not pass for them. */
function framesOf(error: Error): string[] {
  const stack = error.stack ?? '';
  const end = stack.indexOf(error.message);
  const below = error.message === '' || end < 0 ? stack : stack.slice(end + error.message.length);
  return below
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => /^at .*:\d+:\d+\)?$/.test(line))
    .slice(0, MAX_FRAMES);
}
