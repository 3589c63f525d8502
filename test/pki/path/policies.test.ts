import { expect } from 'chai';
import { ia5String, oid, sequence } from '../../../pki/der/writer.js';
import { PATH_OID } from '../../../pki/path/oids.js';
import { extension } from '../support/forge-certificate.js';
import {
  type Asked,
  ask,
  ca,
  codesOf,
  type Entity,
  inhibitAnyPolicy,
  leaf,
  mappings,
  policies,
  policyConstraints,
} from '../support/path-lab.js';

const ANY = PATH_OID.anyPolicy;
const [P1, P2, P3, P4] = [
  '2.16.840.1.101.3.2.1.48.1',
  '2.16.840.1.101.3.2.1.48.2',
  '2.16.840.1.101.3.2.1.48.3',
  '2.16.840.1.101.3.2.1.48.4',
];
const EXPLICIT: Asked = { requireExplicitPolicy: true };
const NOT_ACCEPTED = ['POLICY_NOT_ACCEPTED'];
const REQUIRED = ['POLICY_REQUIRED'];

describe('certificate policies (RFC 5280 §6.1.3 (d) to (f), §6.1.4 (a), (b), §6.1.5 (g))', () => {
  let root: Entity;
  before(async () => {
    root = await ca('合成根');
  });
  /** Extensions of each certificate, the CA below the anchor first; a CA that is marked as self-issued carries its issuer's name. */
  type Step = readonly Uint8Array[] | { readonly selfIssued: readonly Uint8Array[] };
  async function chain(...steps: Step[]): Promise<Entity[]> {
    const path: Entity[] = [root];
    for (const [at, step] of steps.entries()) {
      const issuer = path[0] ?? root;
      const isLast = at === steps.length - 1;
      const make = isLast ? leaf : ca;
      const extensions = 'selfIssued' in step ? step.selfIssued : step;
      path.unshift(
        await make(`合成 ${at}`, issuer, { extensions, ...('selfIssued' in step && { name: issuer.name }) }),
      );
    }
    return path;
  }
  const user = (...initialPolicies: string[]): Asked => ({ initialPolicies });
  const explicitUser = (...initialPolicies: string[]): Asked => ({ initialPolicies, requireExplicitPolicy: true });

  it('the same policy in all: accepted for whom it is enough, and only for him where he asks for one', async () => {
    const path = await chain([policies(P1)], [policies(P1)]);
    expect(codesOf(path)).to.equal('valid');
    expect(codesOf(path, EXPLICIT)).to.equal('valid');
    expect(codesOf(path, explicitUser(P1))).to.equal('valid');
    expect(codesOf(path, explicitUser(P2))).to.deep.equal(NOT_ACCEPTED);
    expect(codesOf(path, explicitUser(P1, P2))).to.equal('valid');
    expect(codesOf(path, user(P2))).to.equal('valid');
  });
  it('none in all, or none in one of them', async () => {
    for (const path of [await chain([], []), await chain([policies(P1)], [], [policies(P1)])]) {
      expect(codesOf(path)).to.equal('valid');
      expect(codesOf(path, EXPLICIT)).to.deep.equal(REQUIRED);
      expect(ask(path).path?.policyTree).to.equal(undefined);
    }
  });
  it('different ones', async () => {
    const path = await chain([policies(P1)], [policies(P2)]);
    expect(codesOf(path)).to.equal('valid');
    expect(codesOf(path, EXPLICIT)).to.deep.equal(REQUIRED);
  });
  it('what all have in common is left', async () => {
    const path = await chain([policies(P1, P2)], [policies(P1, P3)], [policies(P1, P2)]);
    expect(ask(path).path?.policyTree?.acceptedPolicies()).to.deep.equal([P1]);
    expect(codesOf(path, explicitUser(P1))).to.equal('valid');
    expect(codesOf(path, explicitUser(P2))).to.deep.equal(NOT_ACCEPTED);
  });
  it('anyPolicy in all, and anyPolicy above one', async () => {
    const any = await chain([policies(ANY)], [policies(ANY)]);
    expect(codesOf(any, explicitUser(P1))).to.equal('valid');
    expect(ask(any).path?.policyTree?.acceptedPolicies()).to.deep.equal([ANY]);
    expect(ask(any, explicitUser(P1)).path?.policyTree?.acceptedPolicies()).to.deep.equal([P1]);
    const one = await chain([policies(ANY)], [policies(P1)]);
    expect(codesOf(one, explicitUser(P1))).to.equal('valid');
    expect(codesOf(one, explicitUser(P2))).to.deep.equal(NOT_ACCEPTED);
    const below = await chain([policies(P1)], [policies(ANY)]);
    expect(codesOf(below, explicitUser(P1))).to.equal('valid');
    expect(codesOf(below, explicitUser(P2))).to.deep.equal(NOT_ACCEPTED);
  });
  it('qualifiers of the certificate stand in the tree', async () => {
    const qualifier = sequence(oid('1.3.6.1.5.5.7.2.1'), ia5String('https://example.com/cps'));
    const qualified = extension(PATH_OID.certificatePolicies, sequence(sequence(oid(P1), sequence(qualifier))));
    const nodes = ask(await chain([policies(P1)], [qualified])).path?.policyTree?.nodes() ?? [];
    expect(nodes.map(({ depth, validPolicy, parents }) => [depth, validPolicy, ...parents])).to.deep.equal([
      [0, ANY],
      [1, P1, ANY],
      [2, P1, P1],
    ]);
    expect(nodes[2]?.qualifiers).to.deep.equal([qualifier]);
  });

  describe('policyConstraints: requireExplicitPolicy (§6.1.4 (h), (i), §6.1.5 (a), (b))', () => {
    const bare = (skip: number, below: number) =>
      chain([policyConstraints(skip)], ...Array.from({ length: below }, () => [] as Uint8Array[]));
    it('10, 5 and 4 over three certificates without policies', async () => {
      expect(codesOf(await bare(10, 3))).to.equal('valid');
      expect(codesOf(await bare(4, 3))).to.equal('valid');
      expect(codesOf(await bare(2, 3))).to.deep.equal(REQUIRED);
    });
    it('0 takes hold with the next certificate', async () => {
      expect(codesOf(await bare(0, 1))).to.deep.equal(REQUIRED);
      expect(codesOf(await chain([policies(P1), policyConstraints(0)], [policies(P1)]))).to.equal('valid');
    });
    it('a smaller one further down takes hold, a larger one does not', async () => {
      expect(
        codesOf(await chain([policyConstraints(7)], [policyConstraints(2)], [policyConstraints(4)], [], [])),
      ).to.deep.equal(REQUIRED);
    });
    it('self-issued certificates do not count', async () => {
      expect(codesOf(await chain([policyConstraints(2)], { selfIssued: [] }, []))).to.equal('valid');
      expect(codesOf(await chain([policyConstraints(2)], { selfIssued: [] }, [], []))).to.deep.equal(NOT_ACCEPTED);
    });
    it('0 in the end certificate itself', async () => {
      expect(codesOf(await chain([], [policyConstraints(0)]))).to.deep.equal(NOT_ACCEPTED);
      expect(codesOf(await chain([policies(P1)], [policies(P1), policyConstraints(0)]))).to.equal('valid');
    });
  });

  describe('policyMappings (§6.1.4 (a), (b))', () => {
    it('a policy is followed under its new name, and answered under its first', async () => {
      const path = await chain([policies(P1), mappings([P1, P2])], [policies(P2)]);
      expect(codesOf(path, explicitUser(P1))).to.equal('valid');
      expect(codesOf(path, explicitUser(P2))).to.deep.equal(NOT_ACCEPTED);
      expect(ask(path).path?.policyTree?.acceptedPolicies()).to.deep.equal([P1]);
    });
    it('what is mapped away is not left', async () => {
      expect(codesOf(await chain([policies(P1), mappings([P1, P2])], [policies(P1)]), EXPLICIT)).to.deep.equal(
        REQUIRED,
      );
    });
    it('one to two, two to one', async () => {
      const two = [policies(P1), mappings([P1, P2], [P1, P3])];
      expect(codesOf(await chain(two, [policies(P2)]), explicitUser(P1))).to.equal('valid');
      expect(codesOf(await chain(two, [policies(P3)]), explicitUser(P1))).to.equal('valid');
      expect(codesOf(await chain(two, [policies(P4)]), explicitUser(P1))).to.deep.equal(REQUIRED);
      const one = await chain([policies(P1, P2), mappings([P1, P3], [P2, P3])], [policies(P3)]);
      for (const accepted of [P1, P2]) expect(codesOf(one, explicitUser(accepted))).to.equal('valid');
      expect(codesOf(one, explicitUser(P3))).to.deep.equal(NOT_ACCEPTED);
    });
    it('below anyPolicy', async () => {
      const path = await chain([policies(ANY), mappings([P1, P2])], [policies(P2)]);
      expect(codesOf(path, explicitUser(P1))).to.equal('valid');
      expect(codesOf(path, explicitUser(P3))).to.deep.equal(NOT_ACCEPTED);
    });
    it('to and from anyPolicy is forbidden', async () => {
      for (const pair of [
        [P1, ANY],
        [ANY, P1],
      ] as const) {
        expect(codesOf(await chain([policies(P1), mappings(pair)], [policies(P1)]))).to.deep.equal([
          'POLICY_MAPPING_ANY',
        ]);
      }
    });
    it('inhibited by the question', async () => {
      const path = await chain([policies(P1), mappings([P1, P2])], [policies(P2)]);
      expect(codesOf(path, { ...EXPLICIT, inhibitPolicyMapping: true })).to.deep.equal(REQUIRED);
      const half = await chain([policies(P1, P2), mappings([P1, P3])], [policies(P2, P3)]);
      expect(codesOf(half, { ...explicitUser(P2), inhibitPolicyMapping: true })).to.equal('valid');
      expect(codesOf(half, { ...explicitUser(P1), inhibitPolicyMapping: true })).to.deep.equal(NOT_ACCEPTED);
    });
    it('inhibited by a CA (inhibitPolicyMapping)', async () => {
      const mapped = (skip: number) =>
        chain([policies(P1), policyConstraints(undefined, skip)], [policies(P1), mappings([P1, P2])], [policies(P2)]);
      expect(codesOf(await mapped(0), EXPLICIT)).to.deep.equal(REQUIRED);
      expect(codesOf(await mapped(1), EXPLICIT)).to.equal('valid');
      const twice = await chain(
        [policies(P1), policyConstraints(undefined, 1)],
        [policies(P1), mappings([P1, P2])],
        [policies(P2), mappings([P2, P3])],
        [policies(P3)],
      );
      expect(codesOf(twice, EXPLICIT)).to.deep.equal(REQUIRED);
      const rolled = await chain(
        [policies(P1), policyConstraints(undefined, 1)],
        { selfIssued: [policies(P1)] },
        [policies(P1), mappings([P1, P2])],
        [policies(P2)],
      );
      expect(codesOf(rolled, EXPLICIT)).to.equal('valid');
    });
  });

  describe('inhibitAnyPolicy (§6.1.3 (d)(2), §6.1.4 (j))', () => {
    it('0, 1 and 5 over anyPolicy below', async () => {
      const path = (skip: number) => chain([policies(P1), inhibitAnyPolicy(skip)], [policies(ANY)], [policies(P1)]);
      expect(codesOf(await path(0), EXPLICIT)).to.deep.equal(REQUIRED);
      expect(codesOf(await path(1), EXPLICIT)).to.equal('valid');
      expect(codesOf(await path(5), EXPLICIT)).to.equal('valid');
      const late = await chain([policies(P1), inhibitAnyPolicy(1)], [policies(P1)], [policies(ANY)]);
      expect(codesOf(late, EXPLICIT)).to.deep.equal(REQUIRED);
    });
    it('by the question', async () => {
      const path = await chain([policies(ANY)], [policies(P1)]);
      expect(codesOf(path, { ...EXPLICIT, inhibitAnyPolicy: true })).to.deep.equal(REQUIRED);
      const named = await chain([policies(P1)], [policies(P1)]);
      expect(codesOf(named, { ...EXPLICIT, inhibitAnyPolicy: true })).to.equal('valid');
    });
    it('a self-issued CA may still say anyPolicy, a self-issued end may not', async () => {
      const rolled = await chain([policies(P1), inhibitAnyPolicy(0)], { selfIssued: [policies(ANY)] }, [policies(P1)]);
      expect(codesOf(rolled, EXPLICIT)).to.equal('valid');
      const end = await chain([policies(P1), inhibitAnyPolicy(0)], { selfIssued: [policies(ANY)] });
      expect(codesOf(end, EXPLICIT)).to.deep.equal(REQUIRED);
    });
    it('self-issued certificates do not count', async () => {
      const path = await chain(
        [policies(P1), inhibitAnyPolicy(1)],
        { selfIssued: [policies(P1)] },
        [policies(ANY)],
        [policies(P1)],
      );
      expect(codesOf(path, EXPLICIT)).to.equal('valid');
    });
  });

  it('mappings do not let the tree grow without bounds (RFC 9618)', async function () {
    this.timeout(20_000);
    const ids = Array.from({ length: 40 }, (_, i) => `2.16.840.1.101.3.2.1.48.${100 + i}`);
    const all = mappings(...ids.flatMap((from) => ids.map((to) => [from, to] as const)));
    const steps = Array.from({ length: 12 }, () => [policies(...ids), all]);
    const path = await chain(...steps, [policies(...ids)]);
    const begun = performance.now();
    expect(codesOf(path, EXPLICIT)).to.equal('valid');
    expect(performance.now() - begun).to.be.below(3_000);
  });
});
