import { expect } from 'chai';
import { type Choices, evidenceBytes, issue, verify } from '../../support/evidence-kit.js';
import { sharedWorld, type World } from '../../support/evidence-kit-world.js';
import { testCertificate } from '../../support/test-pki.js';

/**
 * Evidence in Guangdong's name by Hunan and Guizhou alone. Their ledger shows what they like, and their two witnesses, a quorum,
 * sign for it: what stays out of their reach is a key of Guangdong's.
 */
export function describeEvidenceOfTwo(): void {
  describe('make no licence of the third', () => {
    const byTwo: Choices = {
      statements: (make) => [make('43'), make('52')],
      statuses: async (make) => [await make('43'), await make('52')],
    };
    const verdictOn = async (world: World, choices: Choices) => {
      const { evidence } = await issue(world, { ...byTwo, ...choices });
      return (await verify(world, evidenceBytes(evidence))).verdict;
    };

    it('that verify calls valid, as it does one that Guangdong itself has signed', async () => {
      const world = await sharedWorld();
      expect(await verdictOn(world, {})).to.equal('valid');
      const { ca, authorities } = world.domains['43'];
      const [own] = authorities;
      const [name] = world.domains['44'].authorities;
      const signing = await testCertificate({
        seed: 'colluding',
        profile: 'licence-signing',
        subject: { organization: 'Synthetic authority', organizationIdentifier: name.uscc, commonName: 'Colluding' },
        issuer: ca,
        notBefore: Date.parse('2026-11-20T00:00:00.000Z'),
        notAfter: Date.parse('2027-11-20T00:00:00.000Z'),
      });
      const forgeries: Choices[] = [
        { signing, cas: [ca, world.domains['44'].ca] },
        { signing: own.signing, cas: [ca, world.domains['44'].ca] },
        { attestation: { key: own.signing.privateKey } },
        { seal: { key: own.sealSigning.privateKey } },
        { batch: { key: own.signing.privateKey } },
      ];
      for (const forgery of forgeries) expect(await verdictOn(world, forgery)).to.equal('invalid');
    });
  });
}
