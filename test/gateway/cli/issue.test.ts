import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect } from 'chai';
import { emptyFolder, runCli, startCli } from './support/run-cli.js';

const AUTHORITY = '114400000000000194';
const rows = (count: number) => `${Array.from({ length: count }, (_, at) => JSON.stringify({ at })).join('\n')}\n`;

/** What a gateway does may be anything here: a small server plays it. */
describe('yinxin issue, against gateways of every kind', function () {
  this.timeout(60_000);
  let server: Server;
  let gateway: string;
  let answer: (req: IncomingMessage, res: ServerResponse) => void;
  let place: Awaited<ReturnType<typeof emptyFolder>>;

  before(async () => {
    place = await emptyFolder();
    server = createServer((req, res) => answer(req, res));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    // A TCP server has an address of this kind.
    gateway = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  after(async () => {
    server.closeAllConnections();
    server.close();
    await place.remove();
  });

  const args = (...more: string[]) => ['issue', '--gateway', gateway, '--authority', AUTHORITY, ...more];
  const issue = (
    stdin: string | Uint8Array,
    more: string[] = [],
    env: Record<string, string> = { YINXIN_TOKEN: 't' },
  ) => runCli(args(...more), { cwd: place.folder, env, stdin });
  const lines = (out: string): { row?: number; code?: string }[] =>
    out
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line));
  const code = (err: string) => /^[A-Z_]+(?=: )/m.exec(err)?.[0];

  /** Answers each row as it comes; `line` says what. */
  const eachRow = (line: (row: number) => unknown) => (req: IncomingMessage, res: ServerResponse) => {
    res.writeHead(200, { 'content-type': 'application/x-ndjson' });
    let row = 0;
    const reader = createInterface({ input: req });
    // Whoever is interrupted breaks off.
    for (const each of [req, reader]) each.on('error', () => undefined);
    reader.on('line', () => {
      row += 1;
      res.write(`${JSON.stringify(line(row))}\n`);
    });
    reader.on('close', () => res.end());
  };

  it('sends rows as they are, byte for byte, and blank lines not at all', async () => {
    const received: Buffer[] = [];
    let head: IncomingMessage['headers'] = {};
    answer = (req, res) => {
      head = req.headers;
      req.on('data', (chunk: Buffer) => received.push(chunk));
      req.on('end', () => res.end('{"row":1,"code":"ROW_MALFORMED"}\n{"row":2,"repeated":false}\n'));
    };
    const { status, out } = await issue(Buffer.from('{"a": "\xff"}\n\n  \n{"b":1.0}', 'latin1'));
    expect(Buffer.concat(received).toString('latin1')).to.equal('{"a": "\xff"}\n{"b":1.0}\n');
    expect(head['content-type']).to.equal('application/x-ndjson');
    expect(head.authorization).to.equal('Bearer t');
    expect(status).to.equal(1);
    expect(lines(out)).to.deep.equal([
      { row: 1, code: 'ROW_MALFORMED' },
      { row: 2, repeated: false },
    ]);
  });

  it('gives results while orders are still coming', async () => {
    answer = eachRow((row) => ({ row, repeated: false }));
    const { child, said, ended } = startCli(args(), { cwd: place.folder, env: { YINXIN_TOKEN: 't' } });
    child.stdin.write(rows(1));
    await once(child.stdout, 'data');
    expect(lines(said.out)).to.deep.equal([{ row: 1, repeated: false }]);
    child.stdin.end(rows(1));
    expect((await ended).status).to.equal(0);
  });

  it('sends a long table in several requests, and counts its rows through', async () => {
    let requests = 0;
    const answerRows = eachRow((row) => ({ row, repeated: row % 2 === 0 }));
    answer = (req, res) => {
      requests += 1;
      answerRows(req, res);
    };
    const { status, out, err } = await issue(rows(20_001));
    expect(status).to.equal(0);
    expect(requests).to.equal(3);
    expect(lines(out).map(({ row }) => row)).to.deep.equal(Array.from({ length: 20_001 }, (_, at) => at + 1));
    expect(err).to.equal('20001 sent: 10001 new, 10000 repeated, 0 failed\n');
  });

  it('asks nobody where there is no order', async () => {
    answer = () => expect.fail('nothing is to be asked');
    expect((await issue('\n\n')).status).to.equal(0);
  });

  it('ends with 1 where rows failed, and counts them by code', async () => {
    answer = eachRow((row) => (row === 2 ? { row, code: 'HOLDER_CODE_INVALID' } : { row, repeated: false }));
    const { status, err } = await issue(rows(3));
    expect(status).to.equal(1);
    expect(err).to.equal('3 sent: 2 new, 0 repeated, 1 failed\n  HOLDER_CODE_INVALID: 1\n');
  });

  it('ends with 2 where the gateway breaks off, by a last line, in silence or with the connection', async () => {
    answer = eachRow((row) => (row === 2 ? { code: 'LEDGER_UNAVAILABLE', requestId: 'r' } : { row, repeated: false }));
    const told = await issue(rows(2));
    expect(told.status).to.equal(2);
    expect(told.err).to.include('2 sent: 1 new, 0 repeated, 0 failed, 1 unanswered').and.include('LEDGER_UNAVAILABLE');
    answer = (req, res) => {
      req.resume().on('end', () => res.end('{"row":1,"repeated":false}\n'));
    };
    const silent = await issue(rows(2));
    expect(silent.status).to.equal(2);
    answer = (req, res) => {
      res.write('{"row":1,"repeated":false}\n');
      req.resume().on('end', () => setTimeout(() => res.destroy(), 50));
    };
    const cut = await issue(rows(2));
    expect([cut.status, code(cut.err)]).to.deep.equal([2, 'GATEWAY_UNREACHABLE']);
    expect(lines(cut.out)).to.deep.equal([{ row: 1, repeated: false }]);
  });

  it('ends with 2 where nobody answers, for answers that are none, and for a gateway in trouble', async () => {
    const away = await issue(rows(1), ['--gateway', 'http://127.0.0.1:1']);
    expect([away.status, code(away.err)]).to.deep.equal([2, 'GATEWAY_UNREACHABLE']);
    answer = (req, res) => void req.resume().on('end', () => res.end('<html>\n'));
    const other = await issue(rows(1));
    expect([other.status, code(other.err)]).to.deep.equal([2, 'GATEWAY_ANSWER_INVALID']);
    answer = (_req, res) => void res.writeHead(503).end('{"code":"LEDGER_UNAVAILABLE"}');
    const trouble = await issue(rows(1));
    expect([trouble.status, code(trouble.err)]).to.deep.equal([2, 'GATEWAY_REFUSED']);
  });

  it('ends with 3 where the gateway refuses the caller, with its reason made printable', async () => {
    answer = (_req, res) => void res.writeHead(403).end('{"code":"FORBIDDEN","detail":"\\u001b[2Jno"}');
    const { status, err } = await issue(rows(10_000));
    expect(status).to.equal(3);
    expect(err).to.include('GATEWAY_REFUSED: 403 FORBIDDEN: \\u{1b}[2Jno');
  });

  it('ends with 2 when it is interrupted while it waits for orders', async () => {
    answer = eachRow((row) => ({ row, repeated: false }));
    const { child, said, ended } = startCli(args(), { cwd: place.folder, env: { YINXIN_TOKEN: 't' } });
    child.stdin.write(rows(2));
    while (lines(said.out).length < 2) await once(child.stdout, 'data');
    child.kill('SIGINT');
    const { status, err } = await ended;
    expect(status).to.equal(2);
    expect(err).to.include('interrupted').and.include('2 sent: 2 new');
  });

  it('ends with 2 where nobody takes the results any more', async () => {
    answer = eachRow((row) => ({ row, repeated: false }));
    const { child, ended } = startCli(args(), { cwd: place.folder, env: { YINXIN_TOKEN: 't' } });
    child.stdout.destroy();
    child.stdin.end(rows(500));
    const { status, err } = await ended;
    expect([status, code(err)]).to.deep.equal([2, 'FILE_UNWRITABLE']);
  });

  it('takes the token from a file or the environment, and never sends it in the clear to another machine', async () => {
    let bearer: string | undefined;
    const answerRows = eachRow((row) => ({ row, repeated: false }));
    answer = (req, res) => {
      bearer = req.headers.authorization;
      answerRows(req, res);
    };
    await writeFile(join(place.folder, 'token'), 'from-a-file\n');
    expect((await issue(rows(1), ['--token-file', 'token'], {})).status).to.equal(0);
    expect(bearer).to.equal('Bearer from-a-file');
    expect((await issue(rows(1), ['--token', 'given'], {})).status).to.equal(0);
    expect(bearer).to.equal('Bearer given');
    const none = await issue(rows(1), [], {});
    expect([none.status, code(none.err)]).to.deep.equal([3, 'TOKEN_ABSENT']);
    const clear = await issue(rows(1), ['--gateway', 'http://192.0.2.1']);
    expect([clear.status, code(clear.err)]).to.deep.equal([3, 'TOKEN_UNPROTECTED']);
    for (const wrong of [
      ['--token', 'a', '--token-file', 'token'],
      ['--token', 'two\nlines'],
      ['--authority', 'nobody'],
      ['--gateway', 'http://user:secret@127.0.0.1'],
    ]) {
      const { status, err } = await issue(rows(1), wrong);
      expect([status, code(err)], wrong.join(' ')).to.deep.equal([3, 'USAGE']);
      expect(err).not.to.include('secret');
    }
    expect(await readFile(join(place.folder, 'token'), 'utf8')).to.equal('from-a-file\n');
  });

  it('seeds no network but one for evaluation', async () => {
    const seed = (...more: string[]) =>
      runCli(['seed', '--gateway', gateway, '--authority', '11440000440M0000XX', ...more], {
        cwd: place.folder,
        env: { YINXIN_TOKEN: 't' },
      });
    const unknown = await seed();
    expect([unknown.status, code(unknown.err)]).to.deep.equal([3, 'USAGE']);
    const { provincialAuthority } = await import('../../../fixtures/provinces.js');
    const known = ['--authority', provincialAuthority('44', 'market-regulation').uscc];
    for (const profile of ['production', 'other']) {
      answer = (_req, res) => void res.end(JSON.stringify({ list: { profile } }));
      const refused = await seed(...known, '--development');
      expect([refused.status, code(refused.err)], profile).to.deep.equal([3, 'NOT_EVALUATION']);
    }
    answer = (_req, res) => void res.writeHead(404).end();
    const unsaid = await seed(...known);
    expect([unsaid.status, code(unsaid.err)]).to.deep.equal([3, 'NOT_EVALUATION']);
  });
});
