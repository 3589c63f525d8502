import type { TestAuthority } from '../../gateway/ledger/support/test-network.js';
import type { AttackedNetwork, Domain } from './attacked-network.js';

/** New certificates and a new seal for the authority of a domain, on the ledger: for tests that take them away again. */
export async function equipAgain({ network, submit }: AttackedNetwork, domain: Domain): Promise<TestAuthority> {
  const authority = await network.equip(domain);
  for (const input of authority.inputs) {
    const { kind } = input.command;
    if (kind === 'certificate-register' || kind === 'seal-register') await submit(input);
  }
  return authority;
}
