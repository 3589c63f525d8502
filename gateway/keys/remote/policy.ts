import { z } from 'zod';
import { isPurpose, type Purpose } from '../../../pki/signer/purposes.js';
import { AppError } from '../../domain/errors.js';

const grant = z.strictObject({
  /** A key id, in which `*` stands for any run of its characters. */
  keys: z.string().regex(/^[a-z0-9._*-]{1,64}$/),
  purposes: z.array(z.string().refine(isPurpose)).min(1),
  /** Whether the client may have such a key made, for these purposes at most. */
  create: z.boolean().default(false),
});

const policy = z.strictObject({
  format: z.literal('yinxin/signer-policy/v1'),
  clients: z
    .array(
      z.strictObject({
        /** For the log. */
        name: z.string().regex(/^[a-z0-9._-]{1,64}$/),
        /** SHA-256 of the certificate's DER, lower-case hex. */
        certificate: z.string().regex(/^[0-9a-f]{64}$/),
        grants: z.array(grant).min(1),
      }),
    )
    .min(1)
    .refine((clients) => new Set(clients.map(({ certificate }) => certificate)).size === clients.length),
});

/** What one client may do. */
export interface ClientRights {
  readonly name: string;
  maySign(keyId: string, purpose: Purpose): boolean;
  mayCreate(keyId: string, purposes: readonly Purpose[]): boolean;
  maySee(keyId: string): boolean;
}

export interface SignerPolicy {
  /** By the certificate that the client has proved to hold: SHA-256 of its DER, lower-case hex. Undefined for a stranger. */
  rightsOf(certificate: string): ClientRights | undefined;
}

/** Reads the file of who may use which key for what. Throws CONFIGURATION_INVALID. */
export function readSignerPolicy(text: string): SignerPolicy {
  const read = policy.safeParse(parsed(text));
  if (!read.success) {
    const places = read.error.issues.map(({ path }) => `/${path.join('/')}`);
    throw new AppError('CONFIGURATION_INVALID', `not a valid policy of a signer: ${[...new Set(places)].join(', ')}`);
  }
  const clients = new Map(read.data.clients.map((client) => [client.certificate, rightsOf(client)]));
  return { rightsOf: (certificate) => clients.get(certificate) };
}

function rightsOf({ name, grants }: z.infer<typeof policy>['clients'][number]): ClientRights {
  const compiled = grants.map(({ keys, purposes, create }) => ({ fits: patternOf(keys), purposes, create }));
  return {
    name,
    maySign: (keyId, purpose) => compiled.some(({ fits, purposes }) => fits(keyId) && purposes.includes(purpose)),
    mayCreate: (keyId, wanted) =>
      compiled.some(
        ({ fits, purposes, create }) => create && fits(keyId) && wanted.every((purpose) => purposes.includes(purpose)),
      ),
    maySee: (keyId) => compiled.some(({ fits }) => fits(keyId)),
  };
}

/** In time of the two lengths' product at most: no regular expression is made of what a file says. */
function patternOf(pattern: string): (keyId: string) => boolean {
  const [first = '', ...rest] = pattern.split('*');
  const last = rest.pop();
  if (last === undefined) return (keyId) => keyId === pattern;
  return (keyId) => {
    if (!keyId.startsWith(first)) return false;
    let at = first.length;
    for (const part of rest) {
      const found = keyId.indexOf(part, at);
      if (found < 0) return false;
      at = found + part.length;
    }
    return keyId.length - last.length >= at && keyId.endsWith(last);
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
