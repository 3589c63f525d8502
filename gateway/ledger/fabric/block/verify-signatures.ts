import { PkiError } from '../../../../pki/errors.js';
import type { VerifiedBlock } from '../../../domain/ports/ledger.js';
import { hasCommandSignature } from '../../command-signatures.js';
import type { CommandKeys } from './command-keys.js';
import { corruptBlock } from './problem.js';

/** Checks the signature of every command of the block. Throws LEDGER_CORRUPT, COMMAND_SIGNATURE, at the first that does not hold. */
export async function verifySignatures(block: VerifiedBlock, keys: CommandKeys): Promise<void> {
  for (const { input, writes } of block.transactions) {
    // The founding and the first entry of a domain bring their own keys.
    for (const { key, record } of writes) {
      try {
        keys.learn(key, record);
      } catch (cause) {
        if (cause instanceof PkiError || cause instanceof TypeError)
          throw corruptBlock(block.blockNumber, 'WRITE_FORM', cause);
        throw cause;
      }
    }
    if ((await hasCommandSignature(input, keys.find)) !== true)
      throw corruptBlock(block.blockNumber, 'COMMAND_SIGNATURE');
  }
}
