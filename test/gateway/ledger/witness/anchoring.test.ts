import { expect } from 'chai';
import { type AnchoringGround, anchoringOf } from '../../../../gateway/ledger/witness/anchoring.js';
import { formatTime } from '../../../../pki/encoding/times.js';
import { NOW } from '../support/open-ledger.js';
import { sampleBlock, signStatement } from '../support/statements.js';
import { createTestNetwork, type TestNetwork } from '../support/test-network.js';

const CODES = ['44', '43', '52'] as const;

describe('the anchoring of a block', () => {
  let network: TestNetwork;
  let ground: AnchoringGround;

  before(async () => {
    network = await createTestNetwork('0'.repeat(64), NOW, CODES);
    const witnessKeys = new Map(CODES.map((code) => [code, network.domainOf(code).witness.publicKey.point]));
    const members = { witnessKeys, quorum: 2 };
    ground = { network: network.network, ledger: network.ledger, members, convictions: [], now: NOW };
  });

  const said = (domain: string, seconds: number, block = sampleBlock(3)) =>
    signStatement(network, domain, block, { seenAt: formatTime(NOW + seconds * 1000) });
  const judge = async (
    statements: Promise<Awaited<ReturnType<typeof said>>>[],
    changes: Partial<AnchoringGround> = {},
  ) => anchoringOf(await Promise.all(statements), { ...ground, ...changes });

  it('takes the earliest statements that make a quorum, and the quorum-th smallest time', async () => {
    const anchoring = await judge([said('52', 30), said('44', 20), said('43', 10)]);
    expect(anchoring?.statements.map(({ statement }) => statement.domain)).to.deep.equal(['43', '44']);
    expect(anchoring).to.include({ at: formatTime(NOW + 20_000), complete: true });
  });

  it('is not there below a quorum', async () => {
    expect(await judge([said('44', 0)])).to.equal(undefined);
    expect(await judge([])).to.equal(undefined);
  });

  it('counts only statements that agree', async () => {
    expect(await judge([said('44', 0), said('43', 0, sampleBlock(3, 'c'))])).to.equal(undefined);
    const anchoring = await judge([said('44', 0), said('43', 1, sampleBlock(3, 'c')), said('52', 2)]);
    expect(anchoring?.statements.map(({ statement }) => statement.domain)).to.deep.equal(['44', '52']);
  });

  it('does not count a witness with two bodies for the height, nor one convicted at or below it', async () => {
    expect(await judge([said('44', 0), said('43', 0), said('43', 1)])).to.equal(undefined);
    const statements = [said('44', 0), said('43', 0)];
    expect(await judge(statements, { convictions: [{ domain: '43', blockNumber: 3 }] })).to.equal(undefined);
    expect(await judge(statements, { convictions: [{ domain: '43', blockNumber: 4 }] })).to.not.equal(undefined);
  });

  it('does not count strangers, other networks, bad signatures and times over five minutes ahead', async () => {
    const good = said('44', 0);
    const otherNetwork = signStatement(network, '43', sampleBlock(3), { network: 'f'.repeat(64) });
    const forged = said('43', 0).then((each) => ({ ...each, statement: { ...each.statement, domain: '52' } }));
    const stranger = said('43', 0).then((each) => ({ ...each, statement: { ...each.statement, domain: '11' } }));
    for (const bad of [otherNetwork, forged, stranger, said('43', 301)]) {
      expect(await judge([good, bad])).to.equal(undefined);
    }
    expect(await judge([good, said('43', 300)])).to.not.equal(undefined);
  });

  it('waits for all three where the quorum is all three', async () => {
    const members = { ...ground.members, quorum: 3 };
    expect(await judge([said('44', 0), said('43', 0)], { members })).to.equal(undefined);
    expect((await judge([said('44', 0), said('43', 0), said('52', 0)], { members }))?.statements).to.have.length(3);
  });
});
