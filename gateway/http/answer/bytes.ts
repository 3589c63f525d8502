import type { Answer } from './answer.js';

export interface Bytes {
  der: Uint8Array;
  /** How long anybody may keep it; kept by nobody when absent or 0. */
  keepSeconds?: number;
}

/** Bytes of a standard's own media type. What carries its own end may be kept until then (RFC 9111, RFC 5019 §6). */
export function bytes(mediaType: string): Answer<Bytes> {
  return {
    outcomes: [{ status: 200, content: { mediaType } }],
    write: (ctx, { der, keepSeconds = 0 }) => {
      ctx.status = 200;
      if (keepSeconds > 0) ctx.set('Cache-Control', `public, max-age=${keepSeconds}, no-transform`);
      ctx.set('Content-Type', mediaType);
      ctx.body = Buffer.from(der.buffer, der.byteOffset, der.byteLength);
    },
  };
}
