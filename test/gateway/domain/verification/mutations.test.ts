import { expect } from 'chai';
import { policyOf } from '../../../../gateway/domain/verification/policy.js';
import { createVerifier, type VerifyInput } from '../../../../gateway/domain/verification/verify.js';
import { sm3 } from '../../../../pki/sm3.js';
import { AT, issue } from '../../../support/evidence-kit.js';
import { sharedWorld, type World } from '../../../support/evidence-kit-world.js';

type Json = string | number | boolean | Json[] | { [member: string]: Json };
type Path = readonly (string | number)[];

/** Every member and element below a value, by its path. */
function* places(value: unknown, path: Path = []): Generator<Path> {
  if (typeof value !== 'object' || value === null) return;
  for (const [name, member] of Object.entries(value)) {
    const place = [...path, Array.isArray(value) ? Number(name) : name];
    yield place;
    yield* places(member, place);
  }
}

/** A copy in which the container of the place has been changed. */
function changed(
  root: unknown,
  path: Path,
  change: (container: Record<string | number, unknown>, name: string | number) => void,
): unknown {
  const copy = structuredClone(root);
  const name = path.at(-1) ?? '';
  // The path was read from the value itself.
  const container = path
    .slice(0, -1)
    .reduce((at, step) => (at as Record<string | number, unknown>)[step], copy) as Record<string | number, unknown>;
  change(container, name);
  return copy;
}

function replaced(root: unknown, path: Path, value: unknown): unknown {
  return changed(root, path, (container, name) => {
    container[name] = structuredClone(value);
  });
}

function at(root: unknown, path: Path): unknown {
  return path.reduce<unknown>((value, step) => (value as Record<string | number, unknown> | undefined)?.[step], root);
}

describe('evidence that is not as it was made', () => {
  let world: World;
  let evidence: Json;
  let other: Json;
  const verifier = createVerifier();
  const verdictOf = (given: unknown, about: Partial<VerifyInput> = {}) =>
    verifier.verifyEvidence({ evidence: given, trust: world.trust, policy: policyOf(), at: AT, ...about });

  before(async () => {
    world = await sharedWorld();
    // Both are JSON, as they came from JSON.
    evidence = JSON.parse(JSON.stringify((await issue(world)).evidence)) as Json;
    other = JSON.parse(JSON.stringify((await issue(world, { serial: 'SAMPLE0002' })).evidence)) as Json;
    expect(verdictOf(evidence).verdict).to.equal('valid');
    expect(verdictOf(other).verdict).to.equal('valid');
  });

  const neverValid = (title: string, make: (path: Path) => unknown) => {
    it(`${title} is never valid`, () => {
      let count = 0;
      for (const path of places(evidence)) {
        const given = make(path);
        if (given === undefined) continue;
        count += 1;
        expect(verdictOf(given).verdict, path.join('/')).not.to.equal('valid');
      }
      expect(count).to.be.above(50);
    });
  };
  neverValid('with any part dropped', (path) =>
    changed(evidence, path, (container, name) => {
      if (Array.isArray(container)) container.splice(Number(name), 1);
      else delete container[name];
    }),
  );
  neverValid('with any part doubled', (path) => {
    const doubled = changed(evidence, path, (container, name) => {
      if (Array.isArray(container)) container.splice(Number(name), 0, structuredClone(container[Number(name)]));
      else container[`${name}2`] = structuredClone(container[name]);
    });
    return doubled;
  });
  neverValid('with any part null', (path) => replaced(evidence, path, null));
  neverValid('with any list turned round or two members of an object exchanged', (path) => {
    const list = at(evidence, path);
    if (Array.isArray(list)) return list.length < 2 ? undefined : replaced(evidence, path, list.toReversed());
    return changed(evidence, path, (container, name) => {
      const names = Object.keys(container);
      const next = names[(names.indexOf(String(name)) + 1) % names.length] ?? '';
      const [one, another] = [container[name], container[next]];
      container[name] = another;
      container[next] = one;
      // Two of one value, or only one: something else has to change.
      if (JSON.stringify(one) === JSON.stringify(another)) container[name] = [one];
    });
  });
  neverValid("with any part exchanged for another licence's", (path) => {
    const foreign = at(other, path);
    if (foreign === undefined || JSON.stringify(foreign) === JSON.stringify(at(evidence, path))) return undefined;
    return replaced(evidence, path, foreign);
  });
  neverValid('with any other member added', (path) => {
    const value = at(evidence, path);
    if (typeof value !== 'object') return undefined;
    return changed(evidence, path, (container, name) => {
      const part = container[name] as Record<string, unknown> | unknown[];
      if (Array.isArray(part)) part.push('');
      else Object.defineProperty(part, '__proto__', { value: 1, enumerable: true });
    });
  });

  it('with a member doubled in its text is malformed', () => {
    const text = JSON.stringify(evidence);
    for (const name of ['"format"', '"statuses"', '"key"', '"domain"']) {
      const twice = text.replace(`{${name}:`, `{${name}:0,${name}:`);
      const given = twice === text ? text.replace(`,${name}:`, `,${name}:0,${name}:`) : twice;
      expect(given).not.to.equal(text);
      expect(verdictOf(Buffer.from(given)).codes).to.deep.include('EVIDENCE_MALFORMED');
    }
  });

  it('with any of 10,000 random changes of its bytes is never valid and never an exception', function () {
    this.timeout(60_000);
    const bytes = Buffer.from(JSON.stringify(evidence));
    let seed = sm3(Buffer.from('random changes'));
    for (let round = 0; round < 10_000; round += 1) {
      if (round % 4 === 0) seed = sm3(seed);
      const random = Buffer.from(seed.buffer, seed.byteOffset, seed.byteLength).subarray((round % 4) * 8);
      const given = Buffer.from(bytes);
      const place = random.readUInt32BE(0) % given.length;
      const was = given[place] ?? 0;
      // Half of the changes stay in the alphabet of the encodings, where they get past the parser more often.
      const now = round % 2 === 0 ? 33 + ((random[4] ?? 0) % 94) : (random[4] ?? 0);
      if (now === was) continue;
      given[place] = now;
      expect(verdictOf(given).verdict, `byte ${place}: ${was} → ${now}`).not.to.equal('valid');
    }
  });

  it('cut off anywhere, or nothing at all, is malformed', () => {
    const bytes = Buffer.from(JSON.stringify(evidence));
    for (let end = 0; end < bytes.length; end += 97) {
      expect(verdictOf(bytes.subarray(0, end)).codes).to.include('EVIDENCE_MALFORMED');
    }
    const proxy = new Proxy(
      {},
      {
        get: () => {
          throw new Error('looked at');
        },
      },
    );
    for (const given of [undefined, null, 0, '', 'text', [], {}, proxy, new Uint8Array(0), () => 0, Symbol('x'), 1n]) {
      const report = verdictOf(given);
      expect(report.verdict).to.equal('invalid');
      expect(report.codes).to.include('EVIDENCE_MALFORMED');
    }
    expect(verdictOf(new Uint8Array(1024 * 1024 + 1)).codes).to.include('EVIDENCE_TOO_LARGE');
  });
});
