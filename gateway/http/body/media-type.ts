import type { IncomingMessage } from 'node:http';
import { HttpError } from '../http-error.js';

/** `type/subtype`, and no parameter but charset=utf-8 (RFC 9110 §8.3.1). */
const MEDIA_TYPE = /^\s*([!#$%&'*+.^_`|~0-9A-Za-z-]+\/[!#$%&'*+.^_`|~0-9A-Za-z-]+)\s*(?:;\s*charset="?utf-8"?\s*)?$/i;

/** Throws UNSUPPORTED_MEDIA_TYPE unless the body is of one of these types, in UTF-8 where it is text, and not compressed. */
export function requireMediaType(req: IncomingMessage, accepted: readonly string[]): void {
  const coding = req.headers['content-encoding'];
  if (coding !== undefined && coding.toLowerCase() !== 'identity') {
    throw new HttpError('UNSUPPORTED_MEDIA_TYPE', 'bodies are not compressed', { 'Accept-Encoding': 'identity' });
  }
  const type = MEDIA_TYPE.exec(req.headers['content-type'] ?? '')?.[1]?.toLowerCase();
  if (type === undefined || !accepted.includes(type)) {
    throw new HttpError('UNSUPPORTED_MEDIA_TYPE', `the body is ${accepted.join(' or ')}, in UTF-8`);
  }
}
