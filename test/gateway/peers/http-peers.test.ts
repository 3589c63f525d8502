import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import { fetchJson } from '../../../gateway/peers/fetch-json.js';
import { createHttpPeers } from '../../../gateway/peers/http-peers.js';

const LIMITS = { timeoutMs: 300, maxBytes: 1_000, publicOnly: false };

describe('other gateways', () => {
  let server: Server;
  let address: string;
  let asked: string[] = [];
  let serve: (req: IncomingMessage, res: ServerResponse) => void = (_, res) => res.end('{}');

  before(async () => {
    server = createServer((req, res) => {
      asked.push(`${req.method} ${req.url}`);
      serve(req, res);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  after(() => {
    server.closeAllConnections();
    server.close();
  });
  beforeEach(() => {
    asked = [];
  });

  const outcome = (work: Promise<unknown>) =>
    work.then((value) => ({ value })).catch((error: unknown) => ({ refused: String(error) }));

  describe('asked for JSON', () => {
    it('answer it', async () => {
      serve = (_, res) => res.end('{"a":1}');
      expect(await fetchJson(`${address}/x`, LIMITS)).to.deep.equal({ a: 1 });
      expect(asked).to.deep.equal(['GET /x']);
    });

    it('are sent a body where there is one', async () => {
      serve = (req, res) => req.pipe(res);
      expect(await fetchJson(address, LIMITS, { keys: ['印'] })).to.deep.equal({ keys: ['印'] });
      expect(asked).to.deep.equal(['POST /']);
    });

    const BAD: [what: string, serve: typeof serve][] = [
      ['a redirect', (_, res) => res.writeHead(302, { location: `${address}/elsewhere` }).end()],
      ['another status', (_, res) => res.writeHead(500).end('{}')],
      ['no content', (_, res) => res.writeHead(204).end()],
      ['no JSON', (_, res) => res.end('<html>')],
      ['nothing', (_, res) => res.end()],
      ['too many bytes', (_, res) => res.end(JSON.stringify('x'.repeat(2_000)))],
      [
        'bytes without end',
        (_, res) => {
          const timer = setInterval(() => res.write('x'.repeat(100)), 1);
          res.once('close', () => clearInterval(timer));
        },
      ],
      ['too late', () => undefined],
      ['a beginning and no end', (_, res) => void res.write('{"a":')],
      [
        'a cut connection',
        (_, res) => {
          res.write('{"a":');
          setTimeout(() => res.destroy(), 20);
        },
      ],
    ];
    for (const [what, bad] of BAD) {
      it(`are refused when they answer ${what}`, async () => {
        serve = bad;
        expect(await outcome(fetchJson(`${address}/x`, LIMITS))).to.have.property('refused');
        expect(asked).to.deep.equal(['GET /x']);
      });
    }

    for (const bad of ['', 'not an address', 'ftp://127.0.0.1/', 'file:///etc/passwd', 'http://127.0.0.1:1/']) {
      it(`are refused at the address ${bad || 'that is empty'}`, async () => {
        expect(await outcome(fetchJson(bad, LIMITS))).to.have.property('refused');
      });
    }

    it('are asked in production by TLS only, at public addresses only', async () => {
      serve = (_, res) => res.end('{}');
      const port = new URL(address).port;
      for (const bad of [
        address,
        `https://127.0.0.1:${port}`,
        `https://localhost:${port}`,
        `https://[::1]:${port}`,
        `https://[::ffff:127.0.0.1]:${port}`,
        `https://0x7f000001:${port}`,
        `https://2130706433:${port}`,
        `https://127.1:${port}`,
        'https://169.254.169.254/latest',
      ]) {
        expect(await outcome(fetchJson(bad, { ...LIMITS, publicOnly: true })), bad).to.have.property('refused');
      }
      expect(asked).to.deep.equal([]);
    });
  });

  describe('as witnesses', () => {
    const peersOf = (addresses: readonly string[]) =>
      createHttpPeers({ domain: '44', addresses: () => addresses, others: () => ['43'], publicOnly: false });
    const head = {
      network: 'a'.repeat(64),
      ledger: 'b'.repeat(64),
      domain: '43',
      blockNumber: 1,
      root: 'c'.repeat(64),
      size: 1,
      seenAt: '2026-11-21T00:00:00.000Z',
    };
    const leaf = {
      key: 'licence/x',
      kind: 'licence',
      version: 1,
      digest: 'd'.repeat(64),
      state: 'active',
      since: '2026-11-21T00:00:00.000Z',
      sinceBlock: 1,
      sinceIndex: 0,
    };
    const status = (domain: string) => ({
      head: { ...head, domain },
      signature: `${'A'.repeat(85)}A`,
      leaves: [{ leaf, proof: { index: 0, size: 1, path: [] } }],
    });

    it('state what they see in their own name only', async () => {
      serve = (_, res) => res.end(JSON.stringify(status('43')));
      expect(await peersOf([address]).statusStatements(['licence/x'])).to.have.length(1);
      serve = (_, res) => res.end(JSON.stringify(status('52')));
      expect(await peersOf([address]).statusStatements(['licence/x'])).to.deep.equal([]);
    });

    it('that answer nonsense, or not at all, are passed over for the next address', async () => {
      const dead = 'http://127.0.0.1:1';
      serve = (_, res) => res.end(JSON.stringify(status('43')));
      expect(await peersOf([dead, address]).statusStatements(['licence/x'])).to.have.length(1);
      for (const nonsense of [
        'null',
        '[]',
        '{}',
        '"x"',
        '{"items":null}',
        '{"items":[{}]}',
        JSON.stringify({ ...status('43'), more: 1 }),
      ]) {
        serve = (_, res) => res.end(nonsense);
        expect(await peersOf([address]).statusStatements(['licence/x']), nonsense).to.deep.equal([]);
        expect(await outcome(peersOf([address]).statements('43', 0, 10)), nonsense).to.have.property('refused');
        expect(await outcome(peersOf([address]).latestOf('44', 'half')), nonsense).to.have.property('refused');
      }
      expect(await outcome(peersOf([]).statements('43', 0, 10))).to.have.property('refused');
    });

    it('are asked for the latest statements of a domain, and nobody answers for all', async () => {
      serve = (_, res) => res.end('{"items":[]}');
      expect(await peersOf([address]).latestOf('44', 'half')).to.deep.equal([]);
      expect(asked).to.deep.equal(['GET /v1/witness/block-statements?domain=44&from=latest&limit=1']);
      expect(await outcome(peersOf(['http://127.0.0.1:1']).latestOf('44', 'half'))).to.have.property('refused');
    });

    it('are enough for the latest statements when half of them answer, or all where all are needed', async () => {
      serve = (_, res) => res.end('{"items":[]}');
      const dead = 'http://127.0.0.1:1';
      const asking = (answering: number, others: number, needed: 'half' | 'all') => {
        const names = Array.from({ length: others }, (_, at) => String(50 + at));
        const peers = createHttpPeers({
          domain: '44',
          addresses: (peer) => [names.indexOf(peer) < answering ? address : dead],
          others: () => ['44', ...names],
          publicOnly: false,
        });
        return outcome(peers.latestOf('44', needed));
      };
      for (const [answering, others] of [
        [0, 0],
        [1, 1],
        [1, 2],
        [2, 3],
        [2, 4],
        [3, 5],
      ] as const) {
        expect(await asking(answering, others, 'half'), `${answering} of ${others}`).to.deep.equal({ value: [] });
        if (answering === 0) continue;
        expect(await asking(answering - 1, others, 'half'), `${answering - 1} of ${others}`).to.have.property(
          'refused',
        );
        expect(await asking(others, others, 'all'), `all ${others}`).to.deep.equal({ value: [] });
        expect(await asking(others - 1, others, 'all'), `all but one of ${others}`).to.have.property('refused');
      }
    });
  });
});
