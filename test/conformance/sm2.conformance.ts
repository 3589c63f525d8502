import { expect } from 'chai';
import { Sm2PrivateKey } from '../../pki/sm2/private-key.js';
import type { Sm2PublicKey } from '../../pki/sm2/public-key.js';
import { derToRaw, rawToDer } from '../../pki/sm2/signature-encoding.js';
import { bytes32, n } from '../support/sm2-reference.js';
import { ask, type EngineName, type Fields, make } from './support/engines.js';
import { allOf, cell, oursJudges, type Verdict } from './support/matrix.js';
import { createRandom, seed } from './support/random.js';
import { allFlipped, appended, edited, flipped, withLongLength } from './support/tamper.js';
import { expectJudgedBy, verdict } from './support/verdicts.js';

const random = createRandom('sm2');
const DEFAULT_UID = '1234567812345678';
/** openssl starts a process for every call. */
const FEW = 25;

interface Signed {
  readonly key: Sm2PrivateKey;
  readonly data: Uint8Array;
}

function randomSigned(count: number): Signed[] {
  return Array.from({ length: count }, () => ({
    key: Sm2PrivateKey.generate(),
    // gmsm does not sign an empty message, see below.
    data: random.bytes(1 + random.below(300)),
  }));
}

const toDer = (r: Uint8Array, s: Uint8Array): Uint8Array => {
  const integer = (value: Uint8Array) => Uint8Array.of(0x02, value.length, ...value);
  return Uint8Array.of(0x30, 4 + r.length + s.length, ...integer(r), ...integer(s));
};

describe(`SM2 signatures (seed ${seed})`, () => {
  it('Z is the same for random keys', async () => {
    const keys = Array.from({ length: 50 }, () => Sm2PrivateKey.generate().publicKey);
    for (const name of ['bc', 'gmsm'] as const) {
      const theirs = await Promise.all(keys.map(({ spki }) => make(name, 'sm2.z', { spki }, 'z')));
      expect(theirs, name).to.deep.equal(keys.map(({ z }) => z));
    }
  });

  for (const [name, count] of [
    ['bc', 400],
    ['gmsm', 400],
    ['openssl', FEW],
  ] as const) {
    it(`${name} accepts ${count} random signatures of ours, and none with a bit changed`, async () => {
      const cases = randomSigned(count).map(({ key, data }, at) => {
        // Half of them are written as our formats carry them.
        const signature = at % 2 === 0 ? key.signDer(data) : rawToDer(key.signRaw(data));
        return { spki: key.publicKey.spki, data, signature };
      });
      const good = await Promise.all(cases.map((each) => verdict(name, 'sm2.verify', each)));
      const shared = { object: 'SM2 signature', engine: name, direction: 'theirs judge ours' } as const;
      cell({ ...shared, case: `${count} random signatures`, expected: 'valid', got: allOf(good, 'valid') });
      const changed = cases.map((each) => ({ ...each, signature: flipped(each.signature, -1 - random.below(60)) }));
      const bad = await Promise.all(changed.map((each) => verdict(name, 'sm2.verify', each)));
      cell({ ...shared, case: `a bit of ${count} signatures`, expected: 'refused', got: allOf(bad, 'refused') });
    });

    it(`we accept ${count} random signatures of ${name}, and none with a bit changed`, async () => {
      const cases = randomSigned(count);
      const signatures = await Promise.all(
        cases.map(({ key, data }) => make(name, 'sm2.sign', { key: key.toPkcs8(), data }, 'signature')),
      );
      for (const [at, { key, data }] of cases.entries()) {
        const signature = signatures[at] ?? new Uint8Array();
        const raw = derToRaw(signature) ?? new Uint8Array();
        const where = `${name} key ${Buffer.from(key.publicKey.point).toString('hex')} #${at}`;
        expect(key.publicKey.verifyDer(data, signature), where).to.equal(true);
        expect(key.publicKey.verifyRaw(data, raw), where).to.equal(true);
        expect(key.publicKey.verifyDer(data, flipped(signature, -1 - random.below(60))), where).to.equal(false);
        expect(key.publicKey.verifyRaw(data, flipped(raw, random.below(64), random.below(8))), where).to.equal(false);
        expect(key.publicKey.verifyDer(Uint8Array.of(...data, 0), signature), where).to.equal(false);
      }
      const judged = (change: (signature: Uint8Array) => Uint8Array): Verdict[] =>
        cases.map(({ key, data }, at) =>
          key.publicKey.verifyDer(data, change(signatures[at] ?? new Uint8Array())) ? 'valid' : 'refused',
        );
      oursJudges('SM2 signature', name, {
        good: allOf(
          judged((signature) => signature),
          'valid',
        ),
        twins: {
          'a bit of the signature': allOf(
            judged((signature) => flipped(signature, -1)),
            'refused',
          ),
        },
      });
    });
  }

  it('every one-bit change of a signature and of a message is refused by all, and by us', async () => {
    const key = Sm2PrivateKey.generate();
    const data = random.bytes(40);
    const signature = key.signDer(data);
    const good = { spki: key.publicKey.spki, data, signature };
    const signatures = allFlipped(signature);
    const messages = allFlipped(data);
    expect(signatures.filter((each) => key.publicKey.verifyDer(data, each))).to.deep.equal([]);
    expect(messages.filter((each) => key.publicKey.verifyDer(each, signature))).to.deep.equal([]);
    const twins: Record<string, Fields> = {};
    for (const [at, each] of signatures.entries()) twins[`signature bit ${at}`] = { signature: each };
    for (const [at, each] of messages.entries()) twins[`message bit ${at}`] = { data: each };
    await expectJudgedBy(['bc', 'gmsm'], { op: 'sm2.verify', good, twins });
    const some = Object.entries(twins).filter((_, at) => at % 23 === 0);
    await expectJudgedBy(['openssl'], { op: 'sm2.verify', good, twins: Object.fromEntries(some) });
  });

  it('every malformed form of a good signature is refused by all, and by us', async () => {
    const key = Sm2PrivateKey.generate();
    const data = random.bytes(40);
    // Both halves with their top bit set: a sign octet then stands before each.
    let raw = key.signRaw(data);
    while ((raw[0] ?? 0) < 0x80 || (raw[32] ?? 0) < 0x80) raw = key.signRaw(data);
    const [r, s] = [raw.subarray(0, 32), raw.subarray(32)];
    const padded = (value: Uint8Array) => Uint8Array.of(0, ...value);
    const signature = rawToDer(raw);
    const forms = {
      'a byte after the end': Uint8Array.of(...signature, 0),
      'a byte inside, after s': appended(signature, Uint8Array.of(0)),
      'a third INTEGER': appended(signature, Uint8Array.of(2, 1, 1)),
      'a byte too few': signature.subarray(0, -1),
      'no bytes': new Uint8Array(),
      'raw r‖s': raw,
      'negative integers': toDer(r, s),
      'r padded twice': toDer(padded(padded(r)), padded(s)),
      's padded twice': toDer(padded(r), padded(padded(s))),
      'a length in long form': withLongLength(signature),
      'an INTEGER length in long form': edited(signature, [0], withLongLength),
      'a SET': Uint8Array.of(0x31, ...signature.subarray(1)),
      'r = 0': toDer(Uint8Array.of(0), padded(s)),
      's = 0': toDer(padded(r), Uint8Array.of(0)),
      'r = n': toDer(padded(bytes32(n)), padded(s)),
      's = n': toDer(padded(r), padded(bytes32(n))),
      'r and s exchanged': toDer(padded(s), padded(r)),
      's = n - r, so that r + s = 0 mod n': toDer(
        padded(r),
        integerBytes(n - BigInt(`0x${Buffer.from(r).toString('hex')}`)),
      ),
    };
    for (const [form, each] of Object.entries(forms)) {
      expect(key.publicKey.verifyDer(data, each), form).to.equal(false);
    }
    const twins = Object.fromEntries(Object.entries(forms).map(([form, each]) => [form, { signature: each }]));
    const good = { spki: key.publicKey.spki, data, signature };
    await expectJudgedBy(['bc', 'gmsm', 'openssl'], { object: 'SM2 signature', op: 'sm2.verify', good, twins });
  });

  it('the user id is 1234567812345678 and no other', async () => {
    const key = Sm2PrivateKey.generate();
    const data = random.bytes(40);
    const signature = key.signDer(data);
    const good = { spki: key.publicKey.spki, data, signature, uid: DEFAULT_UID };
    const others = ['ALICE123@YAHOO.COM', '1234567812345679', '12345678', '1'];
    const twins = Object.fromEntries(others.map((uid) => [`uid ${uid}`, { uid }]));
    await expectJudgedBy(['bc', 'gmsm', 'openssl'], { object: 'SM2 signature', op: 'sm2.verify', good, twins });
    // gmsm takes an empty id for the default one, so the oracle does not ask it.
    await expectJudgedBy(['bc', 'openssl'], { op: 'sm2.verify', good, twins: { 'no uid': { uid: '' } } });

    for (const name of ['bc', 'gmsm', 'openssl'] as const) {
      const sign = async (uid: string) =>
        key.publicKey.verifyDer(data, await make(name, 'sm2.sign', { key: key.toPkcs8(), data, uid }, 'signature'));
      expect(await sign(DEFAULT_UID), `${name} default`).to.equal(true);
      for (const uid of name === 'gmsm' ? others : [...others, '']) {
        expect(await sign(uid), `${name} uid ${uid}`).to.equal(false);
      }
    }
  });

  it("another key's signature, or one over other bytes, is refused by all, and by us", async () => {
    const [mine, other] = [Sm2PrivateKey.generate(), Sm2PrivateKey.generate()];
    const data = random.bytes(40);
    const signature = mine.signDer(data);
    const good = { spki: mine.publicKey.spki, data, signature };
    expect(other.publicKey.verifyDer(data, signature)).to.equal(false);
    await expectJudgedBy(['bc', 'gmsm', 'openssl'], {
      object: 'SM2 signature',
      op: 'sm2.verify',
      good,
      twins: {
        'another key': { spki: other.publicKey.spki },
        "another key's signature": { signature: other.signDer(data) },
        'a byte after the message': { data: Uint8Array.of(...data, 0) },
        'a byte before the message': { data: Uint8Array.of(0, ...data) },
        'no message': { data: new Uint8Array() },
      },
    });
  });

  it('an empty message is signed and verified by all but gmsm, which verifies only', async () => {
    const key = Sm2PrivateKey.generate();
    const data = new Uint8Array();
    const good = { spki: key.publicKey.spki, data, signature: key.signDer(data) };
    await expectJudgedBy(['bc', 'gmsm', 'openssl'], {
      op: 'sm2.verify',
      good,
      twins: { 'another message': { data: Uint8Array.of(0) } },
    });
    for (const name of ['bc', 'openssl'] as const) {
      const signature = await make(name, 'sm2.sign', { key: key.toPkcs8(), data }, 'signature');
      expect(key.publicKey.verifyDer(data, signature), name).to.equal(true);
    }
    const refusal = await ask('gmsm', 'sm2.sign', { key: key.toPkcs8(), data }).catch((error: unknown) => error);
    expect(refusal).to.be.an('error').with.property('message', 'gmsm: failed: sm2: hash cannot be empty');
  });

  it('of 600 signatures changed at random, bc, gmsm and we refuse the same ones', async () => {
    const keys = Array.from({ length: 20 }, () => Sm2PrivateKey.generate());
    const cases = Array.from({ length: 600 }, (_, at) => {
      const key = keys[at % keys.length] ?? Sm2PrivateKey.generate();
      const data = random.bytes(random.below(100));
      const signature = key.signDer(data);
      return { key: key.publicKey, data, signature: at % 4 === 0 ? signature : mutated(signature) };
    });
    const ours = cases.map(({ key, data, signature }) => key.verifyDer(data, signature));
    expect(ours.filter((good) => good)).to.have.length.at.least(150);
    for (const name of ['bc', 'gmsm'] as const) await expectSameVerdicts(name, cases, ours);
  });
});

/** One to three bytes replaced, put in or taken out, or the end cut off. */
function mutated(bytes: Uint8Array): Uint8Array {
  let copy = [...bytes];
  for (let changes = 1 + random.below(3); changes > 0; changes--) {
    const at = random.below(copy.length + 1);
    const byte = random.below(256);
    const kind = random.below(8);
    if (kind < 4) copy[Math.min(at, copy.length - 1)] = byte;
    else if (kind < 6) copy.splice(at, 0, byte);
    else if (kind < 7) copy.splice(at, 1);
    else copy = copy.slice(0, at);
    if (copy.length === 0) return new Uint8Array();
  }
  return Uint8Array.from(copy);
}

async function expectSameVerdicts(
  name: EngineName,
  cases: readonly { readonly key: Sm2PublicKey; readonly data: Uint8Array; readonly signature: Uint8Array }[],
  ours: readonly boolean[],
): Promise<void> {
  const theirs = await Promise.all(
    cases.map(({ key, data, signature }) => verdict(name, 'sm2.verify', { spki: key.spki, data, signature })),
  );
  const different = cases
    .filter((_, at) => (theirs[at] === 'valid') !== ours[at])
    .map(({ key, data, signature }) => ({
      point: Buffer.from(key.point).toString('hex'),
      data: Buffer.from(data).toString('hex'),
      signature: Buffer.from(signature).toString('hex'),
    }));
  expect(different, name).to.deep.equal([]);
}

/** A positive number as the content of a DER INTEGER. */
function integerBytes(value: bigint): Uint8Array {
  const bytes = bytes32(value);
  const from = bytes.findIndex((byte) => byte !== 0);
  const magnitude = bytes.subarray(from);
  return (magnitude[0] ?? 0) >= 0x80 ? Uint8Array.of(0, ...magnitude) : magnitude;
}
