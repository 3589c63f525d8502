import { createHash } from 'node:crypto';
import { tarGz } from './tar.js';

export interface ChaincodePackage {
  bytes: Uint8Array;
  /** `label:SHA-256 of the bytes`, as the peer will call it */
  id: string;
}

export const packageLabel = (name: string, version: string): string => `${name}_${version}`;

/** A package that tells a peer where the chaincode service listens and by which root its certificate is checked. */
export function packChaincode(label: string, service: { address: string; rootPem: string }): ChaincodePackage {
  const json = (content: object) => Buffer.from(JSON.stringify(content));
  const code = tarGz([
    {
      name: 'connection.json',
      content: json({ address: service.address, dial_timeout: '3s', tls_required: true, root_cert: service.rootPem }),
    },
  ]);
  const bytes = tarGz([
    { name: 'metadata.json', content: json({ path: '', type: 'ccaas', label }) },
    { name: 'code.tar.gz', content: code },
  ]);
  return { bytes, id: `${label}:${createHash('sha256').update(bytes).digest('hex')}` };
}
