import { createVerify, X509Certificate } from 'node:crypto';
import {
  type ConfigurationUpdate,
  type MemberDefinition,
  readConfigurationUpdate,
  readMemberDefinitions,
} from './member-definitions.js';
import { corruptBlock } from './problem.js';

/**
 * Watches who may speak for whom on the channel. A majority of the members may take one in and may put one out; nobody but a
 * member's own administrator may change by which certificates its peers and clients are known, or take its name back in with
 * others: whoever could, would speak in its name.
 */
export interface MemberWatch {
  /** Takes the configurations of a block in. Throws LEDGER_CORRUPT, MEMBER_CHANGED, where a member did not agree to its own change. */
  see(blockNumber: number, configurations: readonly Uint8Array[]): void;
}

export function createMemberWatch(): MemberWatch {
  /** The latest definition of every member there has been. */
  const known = new Map<string, MemberDefinition>();
  return {
    see(blockNumber, configurations) {
      for (const configuration of configurations) {
        try {
          const update = readConfigurationUpdate(configuration);
          for (const [name, definition] of readMemberDefinitions(configuration)) {
            const before = known.get(name);
            const isSame = before === undefined || Buffer.compare(before.bytes, definition.bytes) === 0;
            if (!isSame && !isOrderedBy(name, before, update)) throw new TypeError(`${name} was changed by others`);
            known.set(name, definition);
          }
        } catch (cause) {
          throw corruptBlock(blockNumber, 'MEMBER_CHANGED', cause);
        }
      }
    },
  };
}

/** Whether an administrator of the member, by its definition so far, has signed the update. */
function isOrderedBy(name: string, { roots }: MemberDefinition, update: ConfigurationUpdate | undefined): boolean {
  const mspId = name.slice(name.indexOf('/') + 1);
  return (update?.signatures ?? []).some(({ header, creator, signature }) => {
    if (update === undefined || creator.mspId !== mspId) return false;
    const certificate = new X509Certificate(creator.certificatePem);
    const isMember = roots.some((root) => {
      const issuer = new X509Certificate(root);
      return certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);
    });
    const isAdministrator = certificate.subject.split('\n').includes('OU=admin');
    const isSigned = createVerify('sha256')
      .update(header)
      .update(update.bytes)
      .verify(certificate.publicKey, signature);
    return isMember && isAdministrator && isSigned;
  });
}
