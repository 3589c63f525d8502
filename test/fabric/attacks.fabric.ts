import { describeLateAnchors } from './attacks/late-anchors.js';
import { describeMajority } from './attacks/majority.js';
import { describeOneCorrupt } from './attacks/one-corrupt.js';
import { describeRefusals } from './attacks/refusals.js';
import { type AttackedNetwork, startAttackedNetwork } from './support/attacked-network.js';

describe('a network of three provinces on Fabric, attacked', function () {
  this.timeout(120_000);
  let chain: AttackedNetwork;
  const opened = () => chain;

  before(async () => {
    chain = await startAttackedNetwork();
  });
  after(() => chain.stop());

  // In this order: the last leaves a corrupt service behind.
  describeRefusals(opened);
  describeLateAnchors(opened);
  describeMajority(opened);
  describeOneCorrupt(opened);
});
