import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { domainCode } from '../../../chaincode/model/primitives.js';
import { AppError } from '../../domain/errors.js';

const peer = z.strictObject({
  mspId: z.string().regex(/^\w{1,64}$/),
  name: z.string().min(1),
  /** `grpcs://host:port`. */
  url: z.string().regex(/^grpcs:\/\/[^/]+:\d+$/),
  /** PEM. */
  tlsCa: z.string().min(1),
});

/** How a domain's gateway reaches the Fabric network: its own peer, the others', and its certificate authority. */
export const fabricConnection = z.strictObject({
  channel: z.string().min(1),
  chaincode: z.string().min(1),
  domain: domainCode,
  mspId: z.string().regex(/^\w{1,64}$/),
  /** The province's own orderer organisation: its node is asked first. */
  ordererMspId: z.string().regex(/^\w{1,64}$/),
  peer,
  otherPeers: z.array(peer),
  certificateAuthority: z.strictObject({
    url: z.url(),
    name: z.string().min(1),
    /** Name of the CA that gives out TLS certificates. */
    tlsName: z.string().min(1),
    /** PEM. */
    trustedRoots: z.string().min(1),
    enrolmentId: z.string().min(1),
    secretFile: z.string().min(1),
  }),
});
export type FabricConnection = z.infer<typeof fabricConnection>;
export type PeerAddress = z.infer<typeof peer>;

/** Throws CONFIGURATION_INVALID for a file that is not there or says something else. */
export async function readConnectionFile(path: string): Promise<FabricConnection> {
  try {
    return fabricConnection.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch (cause) {
    throw new AppError('CONFIGURATION_INVALID', 'FABRIC_CONNECTION names no connection file', { cause });
  }
}
