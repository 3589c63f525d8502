import { readdir, readFile, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect } from 'chai';
import type { TrustList, TrustListBody } from '../../../chaincode/model/trust-list.js';
import { trustUpdateCommand } from '../../../gateway/cli/trust/update-command.js';
import { readTrust } from '../../../gateway/domain/trust/read-trust.js';
import {
  createWorld,
  emptyView,
  nextBody,
  sharedWorld,
  signList,
  type World,
} from '../../support/evidence-kit-world.js';
import { emptyFolder, runCli } from './support/run-cli.js';

/** A gateway that serves these lists under these names, and nothing else. */
interface Lists {
  latest: TrustList | undefined;
  [sequence: number]: TrustList | undefined;
}

describe('yinxin trust update', function () {
  this.timeout(30_000);
  let world: World;
  let third: TrustList;
  let server: Server;
  let from: string;
  let lists: Lists;
  let asked: string[];
  let place: Awaited<ReturnType<typeof emptyFolder>>;

  before(async () => {
    world = await sharedWorld();
    third = next(world.lists[1]);
    server = createServer((req, res) => {
      const name = /^\/v1\/trust-lists\/(\w+)$/.exec(req.url ?? '')?.[1] ?? '';
      asked.push(name);
      const list = name === 'latest' ? lists.latest : lists[Number(name)];
      res.writeHead(list === undefined ? 404 : 200, { 'content-type': 'application/json' });
      res.end(list === undefined ? '{}' : JSON.stringify(list));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    // A TCP server has an address of this kind.
    from = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  after(() => new Promise((resolve) => server.close(resolve)));

  beforeEach(async () => {
    place = await emptyFolder();
    lists = serving(world.lists[0], world.lists[1], third);
    asked = [];
  });
  afterEach(() => place.remove());

  const serving = (...given: TrustList[]): Lists => ({
    ...Object.fromEntries(given.map((list) => [list.list.sequence, list])),
    latest: given.at(-1),
  });
  /** The list after, with nothing new on the ledger; signed by Guangdong and Guizhou unless said otherwise. */
  const next = (
    before: TrustList,
    change: Partial<TrustListBody> = {},
    signers: readonly ('44' | '43' | '52')[] = ['44', '52'],
  ) => {
    const body = { ...nextBody(before.list, emptyView(before.list.blockNumber + 1)), ...change };
    return signList(
      body,
      signers.map((code) => world.domains[code]),
    );
  };
  const path = () => join(place.folder, 'trust.json');
  const hold = (...held: TrustList[]) =>
    writeFile(path(), JSON.stringify({ format: 'yinxin/trust-store/v1', pin: world.network, lists: held }));
  const update = (...args: string[]) =>
    runCli(['trust', 'update', '--trust', 'trust.json', '--from', from, '--lang', 'en', ...args], {
      cwd: place.folder,
    });
  const heldNow = async () => readTrust(await readFile(path()));
  /** Refused with 1 and a code, and not a byte of the file has changed. */
  const expectRefused = async (code: string) => {
    const before = await readFile(path(), 'utf8');
    const { status, out, err } = await update();
    expect(err).to.match(new RegExp(`^${code}: `));
    expect([status, out]).to.deep.equal([1, '']);
    expect(await readFile(path(), 'utf8')).to.equal(before);
    expect(await readdir(place.folder)).to.deep.equal(['trust.json']);
  };

  it('walks from list 0 of a pinned network where there is no file, and verify takes what it wrote', async () => {
    const { status, out } = await update('--network', world.network);
    expect([status, out.split(',')[0]]).to.deep.equal([0, 'updated: list 2']);
    const held = await heldNow();
    expect(held.ok && [held.trust.sequence, held.trust.network]).to.deep.equal([2, world.network]);
    expect(JSON.parse(await readFile(path(), 'utf8')).pin).to.equal(world.network);
    expect(await readdir(place.folder)).to.deep.equal(['trust.json']);
  });

  it('fetches only the lists that follow, and says when there are none', async () => {
    await hold(world.lists[0]);
    expect((await update()).status).to.equal(0);
    expect(asked).to.deep.equal(['latest', '1', '2']);
    const { status, out } = await update();
    expect([status, out.split(',')[0]]).to.deep.equal([0, 'current: list 2']);
  });

  it('goes on from a bare trust list', async () => {
    await writeFile(path(), JSON.stringify(world.lists[1]));
    expect((await update()).status).to.equal(0);
    const held = await heldNow();
    expect(held.ok && held.trust.sequence).to.equal(2);
  });

  it('refuses the lists of another network than the one pinned', async () => {
    const other = await createWorld({ seed: 'another network' });
    const { status, err } = await update('--network', other.network);
    expect(status).to.equal(1);
    expect(err).to.match(/^TRUST_WRONG_NETWORK: /);
    expect(await readdir(place.folder)).to.deep.equal([]);
  });

  it('refuses a gap', async () => {
    await hold(world.lists[0]);
    delete lists[1];
    await expectRefused('TRUST_GAP');
    lists[1] = third;
    await expectRefused('TRUST_GAP');
  });

  it('refuses a gateway that is behind what is held', async () => {
    await hold(world.lists[0], world.lists[1], third);
    lists = serving(world.lists[0], world.lists[1]);
    await expectRefused('TRUST_ROLLED_BACK');
  });

  it('refuses a list that was issued before the one it follows', async () => {
    await hold(...world.lists);
    lists = serving(...world.lists, next(world.lists[1], { issuedAt: world.lists[0].list.issuedAt }));
    await expectRefused('TRUST_ROLLED_BACK');
  });

  it('refuses a fork: another list of the number held, and one that follows from another', async () => {
    await hold(...world.lists);
    const changed = { ...world.lists[1].list, nextUpdate: '2027-01-19T00:00:00.000Z' };
    const fork = signList(changed, [world.domains['44'], world.domains['43']]);
    lists = serving(world.lists[0], fork);
    await expectRefused('TRUST_FORK');
    lists = serving(world.lists[0], fork, next(fork));
    await expectRefused('TRUST_FORK');
  });

  it('refuses a list that one domain signed alone, or somebody else in its name', async () => {
    await hold(...world.lists);
    lists = serving(...world.lists, next(world.lists[1], {}, ['44']));
    await expectRefused('TRUST_NOT_MAJORITY');
    const { list, signatures } = third;
    const swapped = signatures.map(({ domain }, at) => ({
      domain,
      signature: signatures[(at + 1) % 2]?.signature ?? '',
    }));
    lists = serving(...world.lists, { list, signatures: swapped });
    await expectRefused('TRUST_SIGNATURE_INVALID');
  });

  it('refuses a list that alters what stood in the one before', async () => {
    await hold(...world.lists);
    lists = serving(...world.lists, next(world.lists[1], { types: world.lists[1].list.types.slice(1) }));
    await expectRefused('TRUST_ENTRY_ALTERED');
  });

  it('refuses what is no trust list at all', async () => {
    await hold(...world.lists);
    // What a gateway of another kind might answer.
    lists.latest = { hello: 'world' } as unknown as TrustList;
    await expectRefused('TRUST_MALFORMED');
  });

  it('refuses to build on a file that does not hold', async () => {
    await hold(world.lists[0], third);
    await expectRefused('TRUST_GAP');
    await writeFile(path(), '{}');
    await expectRefused('TRUST_MALFORMED');
  });

  it('says that what is current is out of date', async () => {
    const old = next(third, { nextUpdate: '2026-11-25T00:00:00.000Z' });
    lists = serving(...world.lists, third, old);
    await hold(...world.lists, third);
    const notes: string[] = [];
    const terminal = {
      say: () => undefined,
      write: () => undefined,
      note: (line: string) => notes.push(line),
      env: {},
      now: () => Date.parse('2026-11-25T00:00:00.001Z'),
    };
    expect(await trustUpdateCommand({ trust: path(), from }, terminal)).to.equal(0);
    expect(notes.map((note) => note.split(':')[0])).to.deep.equal(['TRUST_STALE']);
  });

  it('ends with 2 where the gateway cannot be reached or has no list', async () => {
    await hold(...world.lists);
    const away = await update('--from', 'http://127.0.0.1:1');
    expect([away.status, away.err.split(':')[0]]).to.deep.equal([2, 'GATEWAY_UNREACHABLE']);
    lists = { latest: undefined };
    const empty = await update();
    expect([empty.status, empty.err.split(':')[0]]).to.deep.equal([2, 'GATEWAY_REFUSED']);
  });

  it('ends with 3 for wrong usage, and for a file that is no JSON', async () => {
    const noPin = await update();
    expect([noPin.status, noPin.err.split(':')[0]]).to.deep.equal([3, 'USAGE']);
    await writeFile(path(), 'no JSON');
    const { status, err } = await update();
    expect([status, err.split(':')[0]]).to.deep.equal([3, 'NOT_JSON']);
    expect((await update('--from', 'ftp://127.0.0.1')).status).to.equal(3);
    expect((await update('--timeout', '0')).status).to.equal(3);
    expect(await readFile(path(), 'utf8')).to.equal('no JSON');
  });
});
