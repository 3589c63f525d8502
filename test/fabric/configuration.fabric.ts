import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { layoutOf } from '../../network/topology/layout.js';
import { type AttackedNetwork, startAttackedNetwork } from './support/attacked-network.js';
import { type Organisation, updateMembers } from './support/channel-update.js';
import { stopOf } from './support/stop-at.js';
import { startWitnesses, type Witnesses } from './support/witnesses.js';

describe("updates of the channel's configuration on Fabric", function () {
  this.timeout(120_000);
  let chain: AttackedNetwork;
  let witnesses: Witnesses;
  let heartbeats = 0;

  const honestBlock = async () => {
    const { blockNumber } = await chain.submit(chain.network.heartbeat('44', heartbeats));
    heartbeats += 1;
    return blockNumber;
  };
  /** The root of another authority, PEM in base64 as the configuration holds it. */
  const rootOf = (domain: string) =>
    readFileSync(join(layoutOf(chain.fabric.data).province({ domain }).ordererMsp, 'cacerts', 'ca-cert.pem')).toString(
      'base64',
    );
  const organisation = (all: Record<string, Organisation>, name: string): Organisation => {
    const found = all[name];
    if (found === undefined) throw new TypeError(`no organisation ${name}`);
    return found;
  };

  const addRoot = ({ values }: Organisation) => void values.MSP.value.config.root_certs.push(rootOf('52'));

  before(async () => {
    chain = await startAttackedNetwork();
    witnesses = startWitnesses(chain);
  });
  after(async () => {
    await witnesses?.stop();
    await chain?.stop();
  });

  it("pass where a member's own administrator has signed the change of its roots", async () => {
    await updateMembers(chain.fabric.data, ['43', '44'], (all) => {
      organisation(all, 'GuangdongMSP').values.MSP.value.config.root_certs.push(rootOf('44'));
    });
    await witnesses.reach(await honestBlock());
  });

  it('pass where a majority takes in a new member, and puts it out', async () => {
    await updateMembers(chain.fabric.data, ['43', '52'], (all) => {
      const model = organisation(all, 'HunanMSP');
      const [root = ''] = model.values.MSP.value.config.root_certs;
      // Its name, and an authority of its own.
      all.SichuanMSP = JSON.parse(
        JSON.stringify(model).replaceAll('HunanMSP', 'SichuanMSP').replaceAll(root, rootOf('43')),
      );
    });
    await witnesses.reach(await honestBlock());
    await updateMembers(chain.fabric.data, ['43', '44', '52'], (all) => {
      delete all.SichuanMSP;
    });
    await witnesses.reach(await honestBlock());
  });

  it("are refused by Fabric where others put a root of theirs into a member's", async () => {
    const update = updateMembers(chain.fabric.data, ['43', '52'], (all) => addRoot(organisation(all, 'GuangdongMSP')));
    expect(String(await update.catch((reason: unknown) => reason))).to.match(/GuangdongMSP\/MSP not satisfied/);
    await witnesses.reach(await honestBlock());
  });

  it('stop every follower where a majority puts a member out and takes its name in again with a root of theirs', async () => {
    const from = await honestBlock();
    await witnesses.reach(from);
    let taken: Organisation | undefined;
    await updateMembers(chain.fabric.data, ['43', '52'], (all) => {
      taken = organisation(all, 'GuangdongMSP');
      delete all.GuangdongMSP;
    });
    await updateMembers(chain.fabric.data, ['43', '52'], (all) => {
      if (taken === undefined) throw new TypeError('nobody was put out');
      addRoot(taken);
      all.GuangdongMSP = taken;
    });
    for (const domain of ['44', '43', '52'] as const) {
      const { code, details, last } = await stopOf(chain.ledgers[domain], from);
      expect(code).to.equal('LEDGER_CORRUPT');
      expect(details).to.deep.equal({ block: last + 1, problem: 'MEMBER_CHANGED' });
      const end = await witnesses.ended(domain).catch((reason: unknown) => reason);
      expect(end).to.have.property('code', 'LEDGER_CORRUPT');
      expect((await witnesses.store(domain).latest(domain))?.statement.blockNumber).to.equal(last);
    }
  });
});
