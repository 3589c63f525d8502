import { expect } from 'chai';
import { BAD_ORDERS } from '../../fixtures/bad-orders.js';
import { LICENCE_TYPES } from '../../fixtures/licence-types.js';
import { generateOrders } from '../../fixtures/orders.js';
import { DIVISIONS, provincialAuthority } from '../../fixtures/provinces.js';
import { parseStrictJson } from '../../pki/encoding/canonical-json.js';
import {
  businessOrders,
  eventually,
  issueRows,
  type Line,
  type LiveNetwork,
  MARKET,
  officer,
  onLedger,
  withNetwork,
} from '../support/live-network.js';

const ONE = `/v1/authorities/${MARKET.uscc}/licences`;
const BATCH = `${ONE}/batch`;
const MAX_LINE = 64 * 1024;

describe('issuing through the gateway', function () {
  this.timeout(90_000);
  let network: LiveNetwork;
  before(async () => {
    network = await withNetwork();
  });

  const licencesOnLedger = () =>
    onLedger(network, async (sql) => {
      const [row] = await sql("SELECT count(*) AS n FROM ledger_state WHERE key LIKE 'licence/%'");
      return Number(row?.n);
    });

  /** Each acknowledged licence stands on the ledger exactly once, and nothing else came to it. */
  const expectOnLedger = async (before: number, lines: readonly Line[]) => {
    const ids = lines.flatMap(({ licenceId, code, repeated }) => (code === undefined && !repeated ? [licenceId] : []));
    expect(new Set(ids).size).to.equal(ids.length);
    expect(await licencesOnLedger()).to.equal(before + ids.length);
  };

  const sendText = async (text: string | Uint8Array): Promise<Line[]> => {
    const response = await fetch(`${network.of('44').address}${BATCH}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${await token()}`, 'content-type': 'application/x-ndjson' },
      body: text,
    });
    const lines = (await response.text()).split('\n').filter((line) => line !== '');
    return lines.map((line): Line => JSON.parse(line));
  };
  const token = async (): Promise<string> => {
    const response = await fetch(network.of('44').tokenAddress(MARKET.uscc), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ subject: 'somebody', roles: ['issuer'] }),
    });
    const answer: { token: string } = JSON.parse(await response.text());
    return answer.token;
  };

  it('answers one order, and the same again when it comes again', async () => {
    const [order] = businessOrders('one', 1);
    const first = await officer(network).post<Line>(ONE, order);
    const again = await officer(network).post<Line>(ONE, order);
    expect(first).to.include({ stage: 'submitted', repeated: false });
    expect(again).to.include({ licenceId: first.licenceId, repeated: true });
  });

  it('refuses another order under the same key, one by one and in a batch', async () => {
    const [order] = businessOrders('conflict', 1);
    const { licenceId } = await officer(network).post<Line>(ONE, order);
    const other = { ...order, licenceNumber: '44YX99999999' };
    const refusal = await officer(network)
      .post(ONE, other)
      .catch((error: unknown) => error);
    expect(refusal).to.include({ status: 409, code: 'IDEMPOTENCY_CONFLICT' });
    const [line, same] = await issueRows(network, [other, order]);
    expect(line).to.include({ code: 'IDEMPOTENCY_CONFLICT', licenceId });
    expect(same).to.include({ licenceId, repeated: true });
  });

  it('has the first of two orders with one key in one request, in one chunk and across chunks', async () => {
    const before = await licencesOnLedger();
    const orders = businessOrders('doubles', 520);
    const [first] = orders;
    const rows = [orders[0], orders[0], { ...first, licenceNumber: '44YX88888888' }, ...orders.slice(1), orders[0]];
    const lines = await issueRows(network, rows);
    expect(lines).to.have.length(rows.length);
    expect(lines[0]).to.include({ repeated: false });
    expect(lines[1]).to.include({ licenceId: lines[0]?.licenceId, repeated: true });
    expect(lines[2]).to.include({ code: 'IDEMPOTENCY_CONFLICT' });
    expect(lines.at(-1)).to.include({ licenceId: lines[0]?.licenceId, repeated: true });
    await expectOnLedger(before, lines);
  });

  for (const division of DIVISIONS) {
    it(`answers every bad order for ${division} in its place, between good ones`, async () => {
      const authority = provincialAuthority('44', division);
      const before = await licencesOnLedger();
      const bad = BAD_ORDERS.filter((each) => each.authority.uscc === authority.uscc).filter(standsAsOnTheLedger);
      const type = LICENCE_TYPES.find(({ typeCode }) => bad.some((each) => each.type.typeCode === typeCode));
      if (type === undefined) throw new Error('no bad orders');
      const good = [...generateOrders({ seed: `between-${division}`, count: bad.length, type, authority })];
      const lines = await issueRows(
        network,
        bad.flatMap(({ order }, at) => [order, good[at]]),
        authority,
      );
      expect(lines.map(({ row }) => row)).to.deep.equal(lines.map((_, at) => at + 1));
      const refused = lines.filter((_, at) => at % 2 === 0);
      expect(refused.map(({ code }, at) => `${bad[at]?.name}: ${code}`)).to.deep.equal(
        bad.map((each) => `${each.name}: ${codeOnTheWire(each)}`),
      );
      expect(lines.filter((_, at) => at % 2 === 1).map(({ code }) => code)).to.deep.equal(good.map(() => undefined));
      await expectOnLedger(before, lines);
    });
  }

  it('answers lines that are no JSON, too long or not UTF-8, and issues the rest', async () => {
    const [good, alsoGood] = businessOrders('lines', 2).map((order) => JSON.stringify(order));
    const long = JSON.stringify({ idempotencyKey: 'x'.repeat(MAX_LINE) });
    const text = ['{', good, '[]', '"text"', '{"a":1,"a":2}', 'null', long, alsoGood].join('\n');
    const lines = await sendText(Buffer.concat([Buffer.from(`${text}\n`), Buffer.from([0xff, 0xfe, 0x0a])]));
    expect(lines.map(({ code }) => code)).to.deep.equal([
      'ROW_MALFORMED',
      undefined,
      'ORDER_NOT_OBJECT',
      'ORDER_NOT_OBJECT',
      'ROW_MALFORMED',
      'ROW_MALFORMED',
      'PAYLOAD_TOO_LARGE',
      undefined,
      'INVALID_REQUEST',
    ]);
    expect(lines.map(({ row }) => row)).to.deep.equal(lines.map((_, at) => at + 1));
  });

  it('issues nothing twice when two clients send the same 600 rows at once, in opposite order', async () => {
    const before = await licencesOnLedger();
    const orders = businessOrders('race', 600);
    const answers = await Promise.all([issueRows(network, orders), issueRows(network, orders.toReversed())]);
    const idsOf = (lines: readonly Line[]) => lines.map(({ licenceId }) => licenceId).sort();
    expect(answers.flat().filter(({ code }) => code !== undefined)).to.deep.equal([]);
    expect(idsOf(answers[0] ?? [])).to.deep.equal(idsOf(answers[1] ?? []));
    expect(new Set(idsOf(answers[0] ?? [])).size).to.equal(orders.length);
    expect(answers.flat().filter(({ repeated }) => repeated === false)).to.have.length(orders.length);
    expect(await licencesOnLedger()).to.equal(before + orders.length);
  });

  it('stays sound when a client goes away in the middle, and completes when the rows come again', async () => {
    const before = await licencesOnLedger();
    const orders = businessOrders('gone', 1200);
    const leaving = new AbortController();
    const text = orders.map((order) => `${JSON.stringify(order)}\n`).join('');
    const sending = fetch(`${network.of('44').address}${BATCH}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${await token()}`, 'content-type': 'application/x-ndjson' },
      body: text,
      signal: leaving.signal,
    }).catch((error: unknown) => error);
    await eventually('the first chunk', async () => (await licencesOnLedger()) > before);
    leaving.abort();
    await sending;
    const lines = await issueRows(network, orders);
    expect(lines.filter(({ code }) => code !== undefined)).to.deep.equal([]);
    await eventually('every row on the ledger', async () => (await licencesOnLedger()) === before + orders.length);
  });
});

/** Some fixtures take a right away that the authority has on this ledger, or exceed what a line may have. */
function standsAsOnTheLedger({ order, licenceTypes, type }: (typeof BAD_ORDERS)[number]): boolean {
  return licenceTypes.includes(type.typeCode) && Buffer.byteLength(JSON.stringify(order)) < MAX_LINE;
}

/** The reader of the wire is stricter than `JSON.parse`; of many issues, the line's code is the first. */
function codeOnTheWire({ name, order, expectedCode }: (typeof BAD_ORDERS)[number]): string {
  try {
    parseStrictJson(JSON.stringify(order), { maxBytes: MAX_LINE });
  } catch {
    return 'ROW_MALFORMED';
  }
  // The fixture knows one type; the ledger knows this one too, and whose it is.
  if (name === 'a type of another authority') return 'LICENCE_TYPE_NOT_OF_AUTHORITY';
  return expectedCode === 'TOO_MANY_ISSUES' ? 'MEMBER_UNKNOWN' : expectedCode;
}
