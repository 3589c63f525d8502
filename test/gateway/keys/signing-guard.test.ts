import { expect } from 'chai';
import { AppError } from '../../../gateway/domain/errors.js';
import type { KeyRing } from '../../../gateway/domain/ports/key-ring.js';
import { createKeyRing } from '../../../gateway/keys/key-ring.js';
import { createSigningGuard, guardKeys } from '../../../gateway/keys/signing-guard.js';
import { createHealth } from '../../../gateway/use-cases/health.js';
import { PkiError, type PkiErrorCode } from '../../../pki/errors.js';
import { createLocalSigner } from '../../../pki/signer/local-signer.js';
import { Sm2PrivateKey } from '../../../pki/sm2/private-key.js';

const bytes = Buffer.from('{}');
const codeOf = async (act: () => unknown) => {
  try {
    await act();
    return undefined;
  } catch (error) {
    return error instanceof AppError || error instanceof PkiError ? error.code : error;
  }
};

describe('the signing guard', () => {
  let isBroken: boolean;
  let told: unknown[];
  let tests: number;
  let release: (() => void) | undefined;
  const setUp = () => {
    const guard = createSigningGuard({
      selfTest: () => {
        tests += 1;
        if (isBroken) throw new PkiError('SM2_SELF_TEST_FAILED', 'the second engine is wrong');
      },
      onStop: (cause) => told.push(cause),
    });
    const inner = createLocalSigner('a', ['status-head'], Sm2PrivateKey.generate());
    const slow = {
      ...inner,
      async sign(...asked: Parameters<typeof inner.sign>) {
        if (release !== undefined) await new Promise<void>((resolve) => (release = resolve));
        return inner.sign(...asked);
      },
    };
    const ring: KeyRing = { create: async () => slow, signer: async () => slow };
    return { guard, keys: guardKeys(ring, guard) };
  };

  beforeEach(() => {
    [isBroken, told, tests, release] = [false, [], 0, undefined];
  });

  it('lets sign as long as the self-test passes', async () => {
    const { guard, keys } = setUp();
    guard.test();
    expect(await (await keys.signer('a')).sign('status-head', bytes)).to.have.length(64);
    expect(told).to.deep.equal([]);
  });

  it('refuses to sign with keys opened before, keys opened after, and to make keys', async () => {
    const { guard, keys } = setUp();
    const before = await keys.signer('a');
    isBroken = true;
    guard.test();
    const after = await keys.signer('a');
    for (const signer of [before, after]) {
      expect(await codeOf(() => signer.sign('status-head', bytes))).to.equal('SIGNING_STOPPED');
    }
    expect(await codeOf(() => keys.create('b', ['status-head']))).to.equal('SIGNING_STOPPED');
  });

  it('gives away no signature that was under way', async () => {
    const { guard, keys } = setUp();
    const signer = await keys.signer('a');
    release = () => undefined;
    const underWay = codeOf(() => signer.sign('status-head', bytes));
    await Promise.resolve();
    isBroken = true;
    guard.test();
    release();
    expect(await underWay).to.equal('SIGNING_STOPPED');
  });

  it('stays stopped when the next test would pass, and tells of it once', async () => {
    const { guard, keys } = setUp();
    isBroken = true;
    guard.test();
    isBroken = false;
    guard.test();
    expect(await codeOf(async () => (await keys.signer('a')).sign('status-head', bytes))).to.equal('SIGNING_STOPPED');
    expect(told).to.have.length(1);
    expect(tests).to.equal(1);
  });

  it('says so where readiness is asked for', async () => {
    const { guard } = setUp();
    const health = createHealth({ signing: async () => guard.assertMaySign() });
    expect(await health()).to.deep.equal({ ready: true, checks: { signing: { ready: true } } });
    isBroken = true;
    guard.test();
    expect(await health()).to.deep.equal({
      ready: false,
      checks: { signing: { ready: false, detail: 'SIGNING_STOPPED' } },
    });
  });
});

describe('the key ring', () => {
  const failing = (code: PkiErrorCode) => async (): Promise<never> => {
    throw new PkiError(code);
  };
  const signer = createLocalSigner('a', ['status-head'], Sm2PrivateKey.generate());

  for (const [code, expected] of [
    ['KEY_NOT_FOUND', 'KEY_NOT_HELD'],
    ['SIGNER_UNAVAILABLE', 'SIGNER_UNAVAILABLE'],
    ['KEY_DEVICE_FAILED', 'SIGNER_UNAVAILABLE'],
    ['SIGNER_REFUSED', 'SIGNER_REFUSED'],
    ['KEY_STORE_UNREADABLE', 'KEY_STORE_UNREADABLE'],
  ] as const) {
    it(`makes ${expected} of ${code}`, async () => {
      const ring = createKeyRing({ create: failing(code), signer: failing(code) });
      expect(await codeOf(() => ring.signer('a'))).to.equal(expected);
      expect(await codeOf(() => ring.create('a', ['status-head']))).to.equal(expected);
      const opened = createKeyRing({
        create: failing(code),
        signer: async () => ({ ...signer, sign: failing(code) }),
      });
      expect(await codeOf(async () => (await opened.signer('a')).sign('status-head', bytes))).to.equal(expected);
    });
  }

  it('asks again after a failure, and once only for a key that is open', async () => {
    let asked = 0;
    const ring = createKeyRing({
      create: failing('KEY_EXISTS'),
      signer: async () => {
        asked += 1;
        if (asked === 1) throw new PkiError('SIGNER_UNAVAILABLE');
        return signer;
      },
    });
    expect(await codeOf(() => ring.signer('a'))).to.equal('SIGNER_UNAVAILABLE');
    await ring.signer('a');
    await ring.signer('a');
    expect(asked).to.equal(2);
  });
});
