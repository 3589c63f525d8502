import type { Ledger } from '../../gateway/domain/ports/ledger.js';
import { describeLedger } from '../gateway/ledger/ledger-suite.js';
import { type OpenedLedger, startTestFabric } from './support/fabric-network.js';

describeLedger('the ledger on Fabric', async () => {
  const fabric = await startTestFabric();
  const gateways = new Map<string, OpenedLedger>();
  for (const domain of ['44', '43', '52']) gateways.set(domain, await fabric.open(domain));
  const of = (domain: string): OpenedLedger => {
    const ledger = gateways.get(domain);
    if (ledger === undefined) throw new TypeError(`no gateway of ${domain}`);
    return ledger;
  };
  // Fabric takes a command from a gateway of its own domain only; everything else is asked of one gateway.
  const throughItsDomain = (reader: OpenedLedger): Ledger => ({
    ...reader,
    submit: (input) => of(input.command.domain).submit(input),
  });
  return {
    first: throughItsDomain(of('44')),
    second: throughItsDomain(of('52')),
    now: Date.now(),
    async close() {
      await Promise.all([...gateways.values()].map((ledger) => ledger.close()));
      await fabric.stop();
    },
  };
});
