import { expect } from 'chai';
import { AppError } from '../../../gateway/domain/errors.js';
import { createLog } from '../../../gateway/observability/log.js';
import { SAMPLE_REQUESTS } from './support/requests.js';
import { AUTHORITY, LICENCE_ID } from './support/samples.js';
import { serve } from './support/served.js';

/** A synthetic person: name, citizen number of an area that does not exist, telephone. */
const PERSON = ['样例甲', '990000199001010015', '13000000000'];
const QUERY = PERSON.map(encodeURIComponent).join('-');

describe('http log', () => {
  it('holds nothing of a person, wherever the person stands in a request', async () => {
    const choke = async (): Promise<never> => {
      throw new Error(`duplicate key: (${PERSON.join(', ')})\n    at ${PERSON[0]}:1:1`, {
        cause: new AppError('INTERNAL', PERSON.join(), { details: { holder: PERSON }, cause: { detail: PERSON } }),
      });
    };
    const served = await serve({
      overrides: { issueLicence: choke, listSeals: choke, readLicence: choke, verifyById: choke },
    });
    const roles = ['issuer', 'registrar', 'auditor', 'window'];
    const token = await served.authority.token({ roles, subject: PERSON[1] ?? '' });
    const headers = {
      'X-Request-Id': PERSON[1] ?? '',
      'User-Agent': QUERY,
      Referer: `https://x.example/${QUERY}`,
      Cookie: QUERY,
      'X-Forwarded-For': QUERY,
    };
    const text = JSON.stringify({
      idempotencyKey: PERSON[1],
      holders: [{ name: PERSON[0], code: PERSON[1] }],
      [PERSON[2] ?? '']: 1,
    });
    const body = { type: 'application/json', text };
    const paths = [
      `/${QUERY}`,
      `/v1/licences/${QUERY}`,
      `/v1/licences?cursor=${QUERY}`,
      `/v1/seals?authority=${QUERY}`,
    ];
    for (const path of [...paths, '/v1/seals', `/v1/licences/${LICENCE_ID}`]) {
      await (await served.send('GET', { path }, token, headers)).text();
    }
    for (const path of [
      `/v1/authorities/${AUTHORITY}/licences`,
      `/v1/authorities/${QUERY}/licences`,
      '/v1/verifications',
      `/v1/types?${QUERY}`,
    ]) {
      await (await served.send('POST', { path, body }, token, headers)).text();
      await (await served.send('POST', { path, body: { ...body, type: QUERY } }, token, headers)).text();
    }
    await (
      await served.send('POST', { path: '/v1/verifications', body: SAMPLE_REQUESTS.verifyLicence?.body ?? body }, token)
    ).text();
    await (await served.send('GET', { path: '/v1/seals' }, `${token}${PERSON[1]}`)).text();
    await served.close();

    const log = served.logged.join('');
    expect(served.logged.length).to.be.greaterThan(15);
    for (const word of [
      ...PERSON,
      QUERY,
      encodeURIComponent(PERSON[0] ?? ''),
      LICENCE_ID,
      AUTHORITY,
      token.slice(0, 40),
    ]) {
      expect(log, word).not.to.contain(word);
    }
    expect(log).to.contain('"level":"error"').and.contain('"code":"INTERNAL"');
  });

  it('tells route, status and time of every request', async () => {
    const served = await serve();
    await (await served.send('GET', SAMPLE_REQUESTS.readTrustList ?? { path: '' })).text();
    await (await served.send('GET', { path: '/nowhere' })).text();
    await served.close();
    const [first, second] = served.logged.map((line): unknown => JSON.parse(line));
    expect(first).to.include({ level: 'info', route: 'readTrustList', method: 'GET', status: 200 });
    expect(first).to.have.keys('level', 'time', 'requestId', 'route', 'method', 'status', 'ms', 'msg');
    expect(second).to.include({ route: 'unmatched', status: 404 });
  });

  it('says of a ledger that does not hold which block, and why, and of no other failure', () => {
    const lines: string[] = [];
    const log = createLog({ level: 'error', destination: { write: (line) => void lines.push(line) } });
    const tell = (code: 'LEDGER_CORRUPT' | 'INTERNAL', details: Record<string, unknown>) =>
      log.error({ err: new AppError(code, 'failed', { details }) }, 'failed');
    tell('LEDGER_CORRUPT', { block: 7, problem: 'RULES_BROKEN', key: PERSON[1] });
    tell('LEDGER_CORRUPT', { block: PERSON[1], problem: PERSON.join() });
    tell('INTERNAL', { block: 7, problem: 'RULES_BROKEN' });
    const told = lines.map((line) => JSON.parse(line).err);
    for (const each of told) delete each.frames;
    expect(told).to.deep.equal([
      { name: 'AppError', code: 'LEDGER_CORRUPT', block: 7, problem: 'RULES_BROKEN' },
      { name: 'AppError', code: 'LEDGER_CORRUPT' },
      { name: 'AppError', code: 'INTERNAL' },
    ]);
  });

  it('leaves members out that a line should not have named', () => {
    const lines: string[] = [];
    const log = createLog({ level: 'info', destination: { write: (line) => void lines.push(line) } });
    log.info({ token: PERSON[0], order: { holders: PERSON, fields: PERSON }, licenceId: PERSON[1] }, 'careless');
    log.error({ err: new Error(PERSON.join()) }, 'careless');
    for (const word of PERSON) expect(lines.join('')).not.to.contain(word);
  });
});
