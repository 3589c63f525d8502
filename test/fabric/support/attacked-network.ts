import type { TransactionInput } from '../../../chaincode/model/transaction.js';
import { AppError } from '../../../gateway/domain/errors.js';
import { until } from '../../../network/support/until.js';
import { createTestNetwork, type TestAuthority, type TestNetwork } from '../../gateway/ledger/support/test-network.js';
import { type Attacker, createAttacker } from './attacker.js';
import { type OpenedLedger, startTestFabric, type TestFabric } from './fabric-network.js';
import { administrator, gatewayIdentity } from './identities.js';
import { connectNodes, type Nodes } from './nodes.js';

export const DOMAINS = ['44', '43', '52'] as const;
export type Domain = (typeof DOMAINS)[number];
const PATIENCE_MS = 60_000;

/** A founded network of three provinces on Fabric, each with an authority that issues, and a client of the channel beside each gateway. */
export interface AttackedNetwork {
  fabric: TestFabric;
  network: TestNetwork;
  nodes: Nodes;
  ledgers: Readonly<Record<Domain, OpenedLedger>>;
  authorities: Readonly<Record<Domain, TestAuthority>>;
  /** With the key of that domain's gateway. */
  attacker(domain: Domain): Attacker;
  /** With the key of that domain's administrator, who may claim to be of another member. */
  outsider(domain: Domain, mspId?: string): Attacker;
  /** By the gateway of the command's domain. */
  submit(input: TransactionInput): ReturnType<OpenedLedger['submit']>;
  stop(): Promise<void>;
}

export async function startAttackedNetwork(): Promise<AttackedNetwork> {
  const fabric = await startTestFabric();
  try {
    return await found(fabric);
  } catch (error) {
    await fabric.stop();
    throw error;
  }
}

async function found(fabric: TestFabric): Promise<AttackedNetwork> {
  const done: OpenedLedger[] = [];
  const open = async (domain: Domain) => {
    const ledger = await opened(fabric, domain);
    done.push(ledger);
    return ledger;
  };
  try {
    return await withGateways(fabric, { '44': await open('44'), '43': await open('43'), '52': await open('52') });
  } catch (error) {
    // A gateway that is left open keeps asking its peer for ever.
    await Promise.all(done.map((ledger) => ledger.close()));
    throw error;
  }
}

/** A machine under load may not connect to a peer at the first attempt. */
async function opened(fabric: TestFabric, domain: Domain): Promise<OpenedLedger> {
  return until(`the peer of ${domain} does not answer`, PATIENCE_MS, () =>
    fabric.open(domain).catch((error: unknown) => {
      if (error instanceof AppError && error.code === 'LEDGER_UNAVAILABLE') return undefined;
      throw error;
    }),
  );
}

async function withGateways(fabric: TestFabric, ledgers: AttackedNetwork['ledgers']): Promise<AttackedNetwork> {
  const guangdong = ledgers['44'];
  const network = await createTestNetwork(guangdong.ledgerId, Date.now(), DOMAINS);
  const submit = (input: TransactionInput) => ledgers[domainOf(input.command.domain)].submit(input);
  await submit(network.founding());
  const equip = async (domain: Domain) => {
    const authority = await network.equip(domain);
    for (const input of authority.inputs) await submit(input);
    return authority;
  };
  const [first, second, third] = await Promise.all([equip('44'), equip('43'), equip('52')]);
  const nodes = await connectNodes(fabric.data);
  const { connection } = guangdong.options;
  return {
    fabric,
    network,
    nodes,
    ledgers,
    authorities: { '44': first, '43': second, '52': third },
    attacker: (domain) => createAttacker(nodes, gatewayIdentity(ledgers[domain]), connection),
    outsider: (domain, mspId) => createAttacker(nodes, administrator(fabric.data, domain, mspId), connection),
    submit,
    async stop() {
      nodes.close();
      await Promise.all(Object.values(ledgers).map((ledger) => ledger.close()));
      await fabric.stop();
    },
  };
}

export function domainOf(code: string): Domain {
  const domain = DOMAINS.find((each) => each === code);
  if (domain === undefined) throw new RangeError(`no domain ${code}`);
  return domain;
}
