import { readFileSync } from 'node:fs';
import { type Members, readMembers } from './members.js';

/** What the service is told by its environment. */
export interface HostConfig {
  /** The package's id, `label:hash`. */
  chaincodeId: string;
  /** `host:port` to listen on. */
  address: string;
  tls: { key: Buffer; cert: Buffer; clientCACerts: Buffer };
  ledger: string;
  members: Members;
}

/** Throws TypeError, naming the variable that is missing or wrong. */
export function readHostConfig(env: NodeJS.ProcessEnv): HostConfig {
  const text = (name: string) => {
    const value = env[name];
    if (value === undefined || value === '') throw new TypeError(`${name} is missing`);
    return value;
  };
  const ledger = text('YINXIN_LEDGER');
  if (!/^[0-9a-f]{64}$/.test(ledger)) throw new TypeError('YINXIN_LEDGER is 64 hexadecimal digits');
  return {
    chaincodeId: text('CHAINCODE_ID'),
    address: text('CHAINCODE_ADDRESS'),
    tls: {
      key: readFileSync(text('CHAINCODE_TLS_KEY')),
      cert: readFileSync(text('CHAINCODE_TLS_CERT')),
      clientCACerts: readFileSync(text('CHAINCODE_TLS_CLIENT_CA')),
    },
    ledger,
    members: readMembers(text('YINXIN_MSPS')),
  };
}
