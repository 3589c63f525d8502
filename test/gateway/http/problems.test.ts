import { request as httpRequest } from 'node:http';
import { expect } from 'chai';
import { LedgerError } from '../../../chaincode/errors.js';
import { APP_ERROR_CODES, AppError } from '../../../gateway/domain/errors.js';
import { PROBLEMS, problemOf } from '../../../gateway/http/problem.js';
import { AUTHORITY, LICENCE_ID, TIME } from './support/samples.js';
import { type Served, serve } from './support/served.js';

describe('http problems', () => {
  let served: Served;
  let failure: unknown;
  let token: string;
  before(async () => {
    served = await serve({
      overrides: {
        listSeals: async () => {
          throw failure;
        },
      },
    });
    token = await served.authority.token({ roles: ['issuer', 'registrar', 'auditor', 'window'] });
  });
  after(() => served.close());

  const post = (path: string, text: string, type = 'application/json', headers: Record<string, string> = {}) =>
    served.send('POST', { path, body: { type, text } }, token, headers);

  it('have a status for every code', () => {
    for (const code of APP_ERROR_CODES) {
      const body = problemOf(new AppError(code, 'the reason', { details: { entry: 'x' } }), 'id');
      expect(body).to.include({ code, status: PROBLEMS[code].status, requestId: 'id' });
      expect('detail' in body || 'details' in body).to.equal(body.status < 500);
    }
  });

  it('tell the ledger’s own code', () => {
    expect(problemOf(new LedgerError('VERSION_CONFLICT'), 'id')).to.include({
      code: 'LEDGER_REFUSED',
      status: 409,
      ledgerCode: 'VERSION_CONFLICT',
    });
    expect(problemOf(new LedgerError('COMMAND_EXPIRED'), 'id')).to.include({ status: 422 });
  });

  for (const thrown of [
    new Error('secret of the house'),
    'secret of the house',
    null,
    new AppError('LEDGER_CORRUPT', 'secret of the house'),
  ]) {
    it(`say nothing of ${thrown instanceof Error ? thrown.name : typeof thrown} and log it once`, async () => {
      failure = thrown;
      const before = served.logged.length;
      const response = await served.send('GET', { path: '/v1/seals' }, token);
      const text = await response.text();
      expect(response.status).to.equal(500);
      expect(text).not.to.contain('secret');
      const id = response.headers.get('x-request-id') ?? '-';
      expect(JSON.parse(text)).to.include({ requestId: id });
      const errors = served.logged.slice(before).filter((line) => line.includes('"level":"error"'));
      expect(errors).to.have.length(1);
      expect(errors[0]).to.contain(id).and.contain('"route":"listSeals"').and.not.contain('secret');
    });
  }

  it('are answered for paths that nobody serves', async () => {
    for (const path of ['/', '/v1', '/v1/licences/', '/V1/types', '/v1/types/x', '/%00', '/v1/../etc', '/%E0%A4%A']) {
      const response = await served.send('GET', { path }, token);
      expect(response.status, path).to.equal(404);
      expect(await response.json()).to.include({ code: 'NOT_FOUND' });
    }
  });

  it('are answered for other methods, with those that are right', async () => {
    for (const method of ['PATCH', 'OPTIONS', 'DELETE']) {
      const response = await served.send(method, { path: '/v1/seals' }, token);
      expect([response.status, response.headers.get('allow')]).to.deep.equal([405, 'GET, HEAD, POST']);
      expect(await response.json()).to.include({ code: 'METHOD_NOT_ALLOWED' });
    }
  });

  it('are answered for other media types, charsets and codings', async () => {
    for (const type of [
      'text/plain',
      'application/jsonx',
      'application/json; charset=gb18030',
      'application/json;a=b',
      'json',
    ]) {
      expect((await post('/v1/verifications', '{}', type)).status, type).to.equal(415);
    }
    const packed = await post('/v1/verifications', '{}', 'application/json', { 'Content-Encoding': 'gzip' });
    expect(packed.status).to.equal(415);
    for (const type of ['application/json; charset=utf-8', 'application/JSON;charset="UTF-8"']) {
      expect((await post('/v1/verifications', JSON.stringify({ licenceId: LICENCE_ID }), type)).status).to.equal(200);
    }
  });

  const garbage = ['', '{', 'null', '[]', '1', '"x"', '{"licenceId":null}', '{"licenceId":1.5}', '\u{feff}{}', '{}{}'];
  const doubled = `{"licenceId":"${LICENCE_ID}","licenceId":"${LICENCE_ID}"}`;
  for (const text of [...garbage, doubled, '{"__proto__":{}}', '['.repeat(100_000)]) {
    it(`are answered for ${JSON.stringify(text.slice(0, 40))} as a body`, async () => {
      const response = await post('/v1/verifications', text);
      expect(response.status).to.equal(400);
      const problem: unknown = await response.json();
      expect(problem).to.include({ code: 'INVALID_REQUEST' });
      expect(problem).to.have.property('issues').an('array').not.empty;
    });
  }

  it('are answered for bytes that are not UTF-8', async () => {
    const response = await fetch(`${served.address}/v1/verifications`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
      body: Uint8Array.of(0x22, 0xff, 0x22),
    });
    expect(response.status).to.equal(400);
  });

  it('name every issue by its JSON pointer and repeat nothing of what was sent', async () => {
    const response = await post(
      `/v1/licences/${LICENCE_ID}/revoke`,
      '{"reason":"张三","expectedVersion":"x","a/b~c":1}',
    );
    const problem: unknown = await response.json();
    expect(JSON.stringify(problem)).not.to.contain('张三');
    expect(problem).to.have.property('issues').with.length(3);
    const pointers = (problem as { issues: { pointer: string }[] }).issues.map(({ pointer }) => pointer);
    expect(pointers).to.have.members(['/reason', '/expectedVersion', '/a~1b~0c']);
  });

  it('are answered for paths and queries that do not fit', async () => {
    const paths = [
      `/v1/licences/1.2.3`,
      `/v1/licences/${LICENCE_ID}%00`,
      `/v1/licences?limit=201`,
      `/v1/licences?limit=0`,
      `/v1/licences?limit=1e1`,
      `/v1/licences?limit=10&limit=20`,
      `/v1/licences?unknown=1`,
      `/v1/licences?__proto__=1`,
      `/v1/licences?state=expired`,
      `/v1/licences/${LICENCE_ID}?x`,
      `/v1/licences/${LICENCE_ID}/evidence?reveal=`,
      `/v1/licences/${LICENCE_ID}/evidence?reveal=A,,B`,
      '/v1/trust-lists/-1',
      '/v1/trust-lists/01',
      '/v1/trust-lists/newest',
      '/v1/witness/block-statements?from=0&limit=1001',
      '/v1/witness/block-statements',
    ];
    for (const path of paths) {
      const response = await served.send('GET', { path }, token);
      expect(response.status, path).to.equal(400);
      expect(await response.json(), path).to.include({ code: 'INVALID_REQUEST' });
    }
  });

  it('are answered for bodies that are too large, announced or not', async () => {
    const text = JSON.stringify({ licenceId: LICENCE_ID, at: TIME, pad: 'x'.repeat(1_100_000) });
    const announced = await post('/v1/verifications', text);
    expect(announced.status).to.equal(413);
    expect(await announced.json()).to.include({ code: 'PAYLOAD_TOO_LARGE' });
    const streamed = await fetch(`${served.address}/v1/verifications/evidence`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/octet-stream' },
      body: new Blob([text]).stream(),
      duplex: 'half',
    });
    expect(streamed.status).to.equal(413);
  });

  it('are answered for too many status keys', async () => {
    const keys = Array.from({ length: 65 }, (_, index) => `seal/${index}`);
    expect((await post('/v1/witness/statuses', JSON.stringify({ keys }))).status).to.equal(400);
  });

  it('tell why a single order was refused, by the code of its line', async () => {
    const lines = [
      {
        code: 'ORDER_INVALID',
        issues: [{ pointer: '/holders', code: 'HOLDERS_EMPTY', message: 'at least one' }],
        status: 400,
      },
      { code: 'IDEMPOTENCY_CONFLICT', status: 409 },
      { code: 'LICENCE_EXISTS', status: 409 },
      { code: 'SEAL_UNKNOWN', status: 422 },
    ];
    for (const { status, ...line } of lines) {
      const other = await serve({ overrides: { issueLicence: async () => ({ row: 0, ...line }) } });
      const issuer = await other.authority.token({ roles: ['issuer'] });
      const body = { type: 'application/json', text: '{"idempotencyKey":"k"}' };
      const response = await other.send('POST', { path: `/v1/authorities/${AUTHORITY}/licences`, body }, issuer);
      const problem: unknown = await response.json();
      expect(response.status, JSON.stringify(problem)).to.equal(status);
      if (line.issues !== undefined) expect(problem).to.have.property('issues').deep.equal(line.issues);
      await other.close();
    }
  });

  it('take over a request id that is a UUID and no other', async () => {
    const id = '0a1b2c3d-0000-4000-8000-0a1b2c3d4e5f';
    const kept = await served.send('GET', { path: '/healthz' }, undefined, { 'X-Request-Id': id });
    expect(kept.headers.get('x-request-id')).to.equal(id);
    for (const other of ['990000199001010015', 'x', 'a'.repeat(200)]) {
      const made = await served.send('GET', { path: '/healthz' }, undefined, { 'X-Request-Id': other });
      expect(made.headers.get('x-request-id')).to.match(/^[0-9a-f-]{36}$/);
    }
  });

  it('leave no request hanging when a header is too long', async () => {
    const status = await new Promise<number | undefined>((resolve, reject) => {
      httpRequest(`${served.address}/healthz`, { headers: { 'X-Pad': 'x'.repeat(20_000) } }, (res) => {
        res.resume();
        resolve(res.statusCode);
      })
        .on('error', reject)
        .end();
    });
    expect(status).to.equal(431);
  });
});
