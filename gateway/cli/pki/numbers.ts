import { CliError } from '../cli-error.js';

/** A decimal number from 1 on. Throws USAGE. */
export function readCount(option: string, text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new CliError('USAGE', `${option}: a number from 1 on`);
  return Number(text);
}
