import type { LedgerRecord } from '../../chaincode/model/records.js';
import { decodeBase64url } from '../../pki/encoding/base64url.js';
import { sm3Hex } from '../../pki/sm3.js';

/** Public keys by what a command's `signer` names: SM3 of a governance key, or the fingerprint of a certificate. */
export interface SignerKeys {
  /** Takes the key out of a record of a domain or a certificate; other records have none. */
  learn(key: string, record: LedgerRecord): void;
  /** 65 bytes 04‖x‖y. */
  find(signer: string): Uint8Array | undefined;
}

/** Keys are only ever added: a command was signed with the key of its time. Whether that key had the right is the rules' matter. */
export function createSignerKeys(): SignerKeys {
  const keys = new Map<string, Uint8Array>();
  return {
    learn(key, record) {
      if (record.kind === 'domain') {
        const point = decodeBase64url(record.signed.entry.governanceKey, 65);
        keys.set(sm3Hex(point), point);
      } else if (record.kind === 'certificate') {
        keys.set(key.slice('certificate/'.length), decodeBase64url(record.publicKey, 65));
      }
    },
    find: (signer) => keys.get(signer),
  };
}
