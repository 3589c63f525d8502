import { expect } from 'chai';
import {
  type DailyStatement,
  type DailyStatementBody,
  dailyStatementDigest,
} from '../../../../gateway/domain/reconciliation/daily-statement.js';
import {
  DAILY_STATEMENT_CODES,
  DAILY_STATEMENT_TEXTS,
  verifyDailyStatement,
} from '../../../../gateway/domain/reconciliation/verify-daily-statement.js';
import type { TrustMaterial } from '../../../../gateway/domain/trust/material.js';
import { encodeBase64url } from '../../../../pki/encoding/base64url.js';
import { canonicalBytes } from '../../../../pki/encoding/canonical-json.js';
import { createLocalSigner } from '../../../../pki/signer/local-signer.js';
import { sharedWorld, type World } from '../../../support/evidence-kit-world.js';

describe('a daily statement', () => {
  let world: World;
  let trust: TrustMaterial;
  before(async () => {
    world = await sharedWorld();
    if (!world.trust.ok) throw new Error(world.trust.detail);
    trust = world.trust.trust;
  });

  const body = (changes: Partial<DailyStatementBody> = {}): DailyStatementBody => ({
    format: 'yinxin/daily-statement/v1',
    network: world.network,
    ledger: world.ledger,
    domain: '44',
    day: '2026-11-22',
    blockNumber: 9,
    blockHash: 'a'.repeat(64),
    batches: 2,
    licences: 6,
    states: { active: 3, suspended: 1, revoked: 1, withdrawn: 0, cancelled: 1 },
    drift: { 'missing-on-ledger': 0, 'missing-in-database': 0, 'digest-differs': 0, 'state-differs': 0, late: 0 },
    issuedAt: '2026-11-22T01:00:00.000Z',
    ...changes,
  });
  const sign = async (
    statement: DailyStatementBody,
    { by = '44', purpose = 'daily-statement' }: { by?: '44' | '43'; purpose?: 'daily-statement' | 'trust-list' } = {},
  ): Promise<DailyStatement> => {
    const signer = createLocalSigner('governance', [purpose], world.domains[by].governance);
    return { statement, signature: encodeBase64url(await signer.sign(purpose, canonicalBytes(statement))) };
  };
  const judge = (value: unknown, previous?: DailyStatementBody) =>
    verifyDailyStatement(value, { trust, ...(previous === undefined ? {} : { previous }) });
  const codeOf = (value: unknown, previous?: DailyStatementBody) => {
    const judged = judge(value, previous);
    return judged.ok ? 'ok' : judged.code;
  };

  it('is taken with the signature of the domain’s governance key, as a value and as bytes', async () => {
    const signed = await sign(body());
    expect(judge(signed)).to.deep.equal({ ok: true, statement: body(), digest: dailyStatementDigest(body()) });
    expect(codeOf(Buffer.from(JSON.stringify(signed)))).to.equal('ok');
  });

  it('is not taken from another key, or for another purpose', async () => {
    expect(codeOf(await sign(body(), { by: '43' }))).to.equal('DAILY_SIGNATURE_INVALID');
    expect(codeOf(await sign(body(), { purpose: 'trust-list' }))).to.equal('DAILY_SIGNATURE_INVALID');
  });

  it('is not taken with any member changed', async () => {
    const { statement, signature } = await sign(body());
    for (const change of [
      { blockNumber: 10 },
      { blockHash: 'b'.repeat(64) },
      { batches: 3 },
      { drift: { ...statement.drift, late: 1 } },
      { states: { ...statement.states, active: 2, suspended: 2 } },
      { previous: { day: '2026-11-21', digest: 'c'.repeat(64) } },
      { issuedAt: '2026-11-22T01:00:00.001Z' },
    ]) {
      const changed = { statement: { ...statement, ...change }, signature };
      expect(codeOf(changed), Object.keys(change)[0]).to.equal('DAILY_SIGNATURE_INVALID');
    }
  });

  it('is of this network and ledger, and of a domain that the list knows', async () => {
    expect(codeOf(await sign(body({ network: 'd'.repeat(64) })))).to.equal('DAILY_WRONG_NETWORK');
    expect(codeOf(await sign(body({ ledger: 'd'.repeat(64) })))).to.equal('DAILY_WRONG_LEDGER');
    expect(codeOf(await sign(body({ domain: '45' })))).to.equal('DAILY_DOMAIN_UNKNOWN');
  });

  it('is of the day in UTC+8 on which it was issued', async () => {
    expect(codeOf(await sign(body({ issuedAt: '2026-11-21T16:00:00.000Z' })))).to.equal('ok');
    expect(codeOf(await sign(body({ issuedAt: '2026-11-21T15:59:59.999Z' })))).to.equal('DAILY_DAY_MISMATCH');
    expect(codeOf(await sign(body({ day: '2026-11-23' })))).to.equal('DAILY_DAY_MISMATCH');
  });

  it('has states that add up to its licences', async () => {
    expect(codeOf(await sign(body({ licences: 7 })))).to.equal('DAILY_COUNTS_MISMATCH');
  });

  it('follows the statement before, word for word, and never goes back', async () => {
    const before = body({ day: '2026-11-20', issuedAt: '2026-11-20T01:00:00.000Z', blockNumber: 8 });
    const previous = { day: before.day, digest: dailyStatementDigest(before) };
    expect(codeOf(await sign(body({ previous })), before)).to.equal('ok');
    for (const [changes, of] of [
      [{}, before],
      [{ previous: { ...previous, day: '2026-11-21' } }, before],
      [{ previous: { ...previous, digest: 'e'.repeat(64) } }, before],
      [{ previous }, { ...before, licences: before.licences + 1 }],
      [{ previous, blockNumber: 7 }, before],
    ] as const) {
      expect(codeOf(await sign(body(changes)), of), JSON.stringify(changes)).to.equal('DAILY_CHAIN_BROKEN');
    }
  });

  it('is malformed as garbage, with surplus or missing members, and with days that do not exist', async () => {
    const signed = await sign(body());
    const { day: _day, ...dayless } = signed.statement;
    const garbage = [undefined, null, 7, '', '{', 'null', [], {}, new Uint8Array([0xff]), { ...signed, surplus: 1 }];
    const wrong = [
      { ...signed, statement: { ...signed.statement, surplus: 1 } },
      { ...signed, statement: dayless },
      { ...signed, signature: 'short' },
      { ...signed, statement: body({ day: '2026-02-30' }) },
      { ...signed, statement: body({ issuedAt: '2026-02-30T00:00:00.000Z' }) },
      { ...signed, statement: body({ licences: -1 }) },
    ];
    for (const each of [...garbage, ...wrong]) expect(codeOf(each), JSON.stringify(each)).to.equal('DAILY_MALFORMED');
  });

  it('has words in both languages for every refusal', () => {
    for (const code of DAILY_STATEMENT_CODES) {
      expect(DAILY_STATEMENT_TEXTS[code].zh).to.match(/\p{Script=Han}/u);
      expect(DAILY_STATEMENT_TEXTS[code].en).to.match(/^[A-Z]/);
    }
  });
});
