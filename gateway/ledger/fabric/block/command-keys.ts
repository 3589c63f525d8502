import { ledgerKeys } from '../../../../chaincode/model/keys.js';
import type { LedgerRecord } from '../../../../chaincode/model/records.js';
import type { LedgerHistoryItem } from '../../../domain/ports/ledger.js';
import { createSignerKeys, type SignerKeys } from '../../signer-keys.js';

/** Every version of an entry that the own node has, oldest first. */
export type ReadHistory = (key: string) => Promise<Pick<LedgerHistoryItem, 'record'>[]>;

/** Keys of commands: from the blocks that were followed, and from the own node's history for those of blocks before. */
export interface CommandKeys {
  learn: SignerKeys['learn'];
  /** 65 bytes 04‖x‖y; undefined where the own node knows no such signer. */
  find(signer: string): Promise<Uint8Array | undefined>;
}

export function createCommandKeys(history: ReadHistory): CommandKeys {
  const keys = createSignerKeys();
  const learnAll = async (key: string) => {
    for (const { record } of await history(key)) keys.learn(key, record);
  };
  return {
    learn: keys.learn,
    async find(signer) {
      if (keys.find(signer) !== undefined) return keys.find(signer);
      await learnAll(ledgerKeys.certificate(signer));
      if (keys.find(signer) !== undefined) return keys.find(signer);
      const network = (await history(ledgerKeys.network)).at(-1)?.record;
      for (const domain of domainsOf(network)) await learnAll(ledgerKeys.domain(domain));
      return keys.find(signer);
    },
  };
}

function domainsOf(record: LedgerRecord | undefined): readonly string[] {
  return record?.kind === 'network' ? record.domains : [];
}
