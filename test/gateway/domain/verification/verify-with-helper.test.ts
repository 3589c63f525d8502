import { expect } from 'chai';
import { policyOf } from '../../../../gateway/domain/verification/policy.js';
import { createVerifier } from '../../../../gateway/domain/verification/verify.js';
import { verifyWithHelper } from '../../../../gateway/domain/verification/verify-with-helper.js';
import { verifySignature } from '../../../../pki/signer/verify-signature.js';
import { AT, issue } from '../../../support/evidence-kit.js';
import { sharedWorld, type World } from '../../../support/evidence-kit-world.js';

describe('verification with a helper for the attestation', () => {
  const verifier = createVerifier();
  let world: World;
  before(async () => {
    world = await sharedWorld();
  });

  const both = async (change: Parameters<typeof issue>[1]) => {
    const { evidence } = await issue(world, change);
    const input = { evidence, trust: world.trust, policy: policyOf(), at: AT };
    let asked = 0;
    const helper = {
      verify: async (...job: Parameters<typeof verifySignature>) => {
        asked += 1;
        return verifySignature(...job);
      },
    };
    const helped = await verifyWithHelper(verifier, input, helper);
    return { helped, alone: verifier.verifyEvidence(input), asked };
  };

  it('gives the very report that the verifier gives alone', async () => {
    const { helped, alone, asked } = await both({});
    expect(helped).to.deep.equal(alone);
    expect(helped.verdict).to.equal('valid');
    expect(asked).to.equal(1);
  });

  it('never calls good what the helper has found bad', async () => {
    const { helped, alone } = await both({
      attestation: { key: world.domains['43'].authorities[0].signing.privateKey },
    });
    expect(helped).to.deep.equal(alone);
    expect(helped.verdict).to.equal('invalid');
    expect(helped.codes).to.include('ATTESTATION_INVALID');
  });
});
