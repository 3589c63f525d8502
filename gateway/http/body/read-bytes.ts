import type { IncomingMessage } from 'node:http';
import { AppError } from '../../domain/errors.js';
import { ClientGone, HttpError } from '../http-error.js';

/** How long a body that is read as a whole may take to arrive. */
const DEADLINE_MS = 30_000;

/**
 * The whole body. Throws PAYLOAD_TOO_LARGE over `limit` bytes, REQUEST_TIMEOUT after 30 s, ClientGone. Never destroys the
 * request: the answer must still go out.
 */
export function readBytes(req: IncomingMessage, limit: number, deadlineMs = DEADLINE_MS): Promise<Uint8Array> {
  const { promise, resolve, reject } = Promise.withResolvers<Uint8Array>();
  const parts: Buffer[] = [];
  let length = 0;
  const onData = (part: Buffer) => {
    length += part.length;
    if (length > limit) reject(tooLarge(limit));
    else parts.push(part);
  };
  const onGone = () => reject(new ClientGone());
  const onEnd = () => {
    // The request is closed after its end as well, and an error is not made for nothing.
    req.off('close', onGone);
    resolve(Buffer.concat(parts, length));
  };
  const timer = setTimeout(
    () => reject(new HttpError('REQUEST_TIMEOUT', `the body did not arrive within ${deadlineMs} ms`)),
    deadlineMs,
  );
  if (req.destroyed) reject(new ClientGone());
  else if (Number(req.headers['content-length'] ?? 0) > limit) reject(tooLarge(limit));
  else req.on('data', onData).on('end', onEnd).on('error', onGone).on('close', onGone);
  return promise.finally(() => {
    clearTimeout(timer);
    req.off('data', onData).off('end', onEnd).off('close', onGone);
  });
}

function tooLarge(limit: number): AppError {
  return new AppError('PAYLOAD_TOO_LARGE', `the body is at most ${limit} bytes`, { details: { limit } });
}
