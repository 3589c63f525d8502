import { expect } from 'chai';
import type { TrustListBody } from '../../../../chaincode/model/trust-list.js';
import { AppError } from '../../../../gateway/domain/errors.js';
import type { Actor } from '../../../../gateway/domain/policy/actor.js';
import type { KeyRing } from '../../../../gateway/domain/ports/key-ring.js';
import { createSignedLists } from '../../../../gateway/use-cases/trust/signed-lists.js';
import { createTrustHolder } from '../../../../gateway/use-cases/trust/trust-holder.js';
import { createProposeTrustList, createSignTrustList } from '../../../../gateway/use-cases/trust/trust-lists.js';
import { formatTime } from '../../../../pki/encoding/times.js';
import { createLocalSigner } from '../../../../pki/signer/local-signer.js';
import { emptyView, nextBody, sharedWorld, type World } from '../../../support/evidence-kit-world.js';
import { memoryLists, memorySignedLists } from './support.js';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const GOVERNOR: Actor = { subject: 'sample', tenant: '44', roles: ['governance'] };

describe('a trust list that this gateway has signed', () => {
  let world: World;
  let list: TrustListBody;
  let now: number;
  before(async () => {
    world = await sharedWorld();
    list = nextBody(world.lists[1].list, emptyView(12));
    now = Date.parse(list.issuedAt);
  });
  const other = (): TrustListBody => ({ ...list, nextUpdate: formatTime(now + DAY) });
  const next = (): TrustListBody => ({ ...list, sequence: 3 });

  const setUp = () => {
    const clock = { at: now, now: () => clock.at };
    const signed = createSignedLists({ store: memorySignedLists(), clock });
    const claim = (body: TrustListBody) =>
      signed.claim(body).then(
        () => 'signed',
        (error: unknown) => (error instanceof AppError ? [error.code, error.details.reason] : error),
      );
    return { clock, signed, claim };
  };
  const REFUSED = ['TRUST_LIST_REFUSED', 'TRUST_FORK'];

  it('is the only one of its number for a day, and may be signed again', async () => {
    const { clock, claim } = setUp();
    expect(await claim(list)).to.equal('signed');
    expect(await claim(other())).to.deep.equal(REFUSED);
    expect(await claim(list)).to.equal('signed');
    clock.at = now + DAY - 1;
    expect(await claim(list)).to.equal('signed');
    expect(await claim(other())).to.deep.equal(REFUSED);
    clock.at = now - DAY;
    expect(await claim(other())).to.deep.equal(REFUSED);
    expect(await claim(next())).to.equal('signed');
  });

  it('gives way to another after a day, and that one stands for a day', async () => {
    const { clock, claim } = setUp();
    await claim(list);
    clock.at = now + DAY;
    expect(await claim(other())).to.equal('signed');
    expect(await claim(list)).to.deep.equal(REFUSED);
  });

  it('is proposed again as long as the others would sign it', async () => {
    const { clock, signed, claim } = setUp();
    expect(signed.pending(2)).to.equal(undefined);
    await claim(list);
    clock.at = now + 5 * MINUTE;
    expect(signed.pending(2)).to.equal(list);
    expect(signed.pending(3)).to.equal(undefined);
    clock.at += 1;
    expect(signed.pending(2)).to.equal(undefined);
  });

  it('is neither signed nor remembered where the deriver refuses it, nor signed where another was', async () => {
    const { signed, claim } = setUp();
    const trust = await createTrustHolder(memoryLists(...world.lists), { production: false });
    const signatures: Uint8Array[] = [];
    const signer = createLocalSigner('governance', ['trust-list'], world.domains['44'].governance);
    const keys: KeyRing = {
      create: async () => signer,
      signer: async () => ({
        ...signer,
        sign: async (purpose, bytes) => {
          const signature = await signer.sign(purpose, bytes);
          signatures.push(signature);
          return signature;
        },
      }),
    };
    let isRefused = true;
    const deriver = {
      propose: async () => other(),
      check: async () => {
        if (isRefused) throw new AppError('TRUST_LIST_REFUSED');
      },
    };
    const deps = { domain: '44', deriver, keys, trust, signed };
    const sign = createSignTrustList(deps);
    const propose = createProposeTrustList(deps);
    const outcome = (body: TrustListBody) => sign(GOVERNOR, { list: body }).catch((error: AppError) => error.code);

    expect(await outcome(list)).to.equal('TRUST_LIST_REFUSED');
    expect(await propose(GOVERNOR)).to.deep.equal(other());
    isRefused = false;
    expect(await outcome(list)).to.have.property('domain', '44');
    expect(await outcome(other())).to.equal('TRUST_LIST_REFUSED');
    expect(signatures).to.have.length(1);
    expect(await propose(GOVERNOR)).to.equal(list);
    expect(await outcome(list)).to.have.property('domain', '44');
    expect(await claim(other())).to.deep.equal(REFUSED);
  });
});
