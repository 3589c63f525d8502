import { hmacSm3 } from '../../../pki/sm3.js';

const ENCODER = new TextEncoder();

/**
 * What the ledger knows of a person: HMAC-SM3, under a key outside the database, of the scope (an application, or a seal that came
 * of none) and the subject of the person's token. One person is the same within a scope and nobody across two. The tenant is left
 * out on purpose: a subject that two issuers know is one person, so that nobody becomes two by fetching two tokens. Does not find
 * out who has two subjects: that is for whoever gives them out (docs/adr/0026).
 */
export function personReference(key: Uint8Array, scope: string, subject: string): string {
  return Buffer.from(hmacSm3(key, ENCODER.encode(`seal-person\0${scope}\0${subject}`))).toString('hex');
}
