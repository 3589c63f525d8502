import { z } from 'zod';

export const PORT_NAMES = [
  'ca',
  'caOperations',
  'orderer',
  'ordererOperations',
  'ordererAdmin',
  'peer',
  'peerChaincode',
  'peerOperations',
  // An upgraded chaincode runs beside the old one until the channel has taken it: odd and even sequences take turns.
  'chaincodeOdd',
  'chaincodeEven',
] as const;
export type PortName = (typeof PORT_NAMES)[number];

export const provinceSchema = z.strictObject({
  /** the trust domain's code */
  domain: z.string().regex(/^[0-9]{2}$/),
  /** one capitalised ASCII word, from which the organisations' names are made */
  name: z.string().regex(/^[A-Z][a-z]{1,30}$/),
  ports: z.record(z.enum(PORT_NAMES), z.number().int().min(1).max(65535)),
});

/** One province of the network: an organisation of peers, one of orderers, and their certificate authorities. */
export type Province = z.infer<typeof provinceSchema>;

export const peerMsp = ({ name }: Province): string => `${name}MSP`;
export const ordererMsp = ({ name }: Province): string => `${name}OrdererMSP`;

export const caName = ({ domain }: Province): string => `ca-${domain}`;
export const ordererCaName = ({ domain }: Province): string => `orderer-ca-${domain}`;
export const tlsCaName = ({ domain }: Province): string => `tls-${domain}`;

export const address = (port: number): string => `localhost:${port}`;

/** Where the chaincode of that definition listens. */
export const chaincodePort = ({ ports }: Province, sequence: number): number =>
  sequence % 2 === 1 ? ports.chaincodeOdd : ports.chaincodeEven;
