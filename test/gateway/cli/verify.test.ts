import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import type { TrustList } from '../../../chaincode/model/trust-list.js';
import { REASON_TEXTS } from '../../../gateway/domain/verification/reasons-text.js';
import type { VerificationReport } from '../../../gateway/domain/verification/report.js';
import { AT, evidenceBytes, issue, keyOf, licenceIdOf, verify } from '../../support/evidence-kit.js';
import { emptyView, nextBody, sharedWorld, signList, type World } from '../../support/evidence-kit-world.js';
import { emptyFolder, runCli, startCli } from './support/run-cli.js';

const THEN = ['--at', AT, '--now', AT];

describe('yinxin verify', function () {
  this.timeout(30_000);
  let world: World;
  let place: Awaited<ReturnType<typeof emptyFolder>>;
  before(async () => {
    world = await sharedWorld();
    place = await emptyFolder();
    const { evidence } = await issue(world);
    await put('good.json', evidenceBytes(evidence));
    await put('list.json', JSON.stringify(world.lists[1]));
    await put('store.json', store(world.lists, world.network));
  });
  after(() => place.remove());

  const put = (name: string, content: string | Uint8Array) => writeFile(join(place.folder, name), content);
  const store = (lists: readonly TrustList[], pin?: string) =>
    JSON.stringify({ format: 'yinxin/trust-store/v1', ...(pin !== undefined && { pin }), lists });
  const run = (...args: string[]) => runCli(['verify', ...args], { cwd: place.folder, offline: true });
  const report = async (...args: string[]): Promise<{ status: number | null; report: VerificationReport }> => {
    const { status, out, err } = await run(...args, '--json');
    expect(err).to.equal('');
    return { status, report: JSON.parse(out) };
  };

  it('answers the same report as the verifier, and leaves no file behind', async () => {
    const { evidence } = await issue(world);
    await put('same.json', evidenceBytes(evidence));
    const before = await readdir(place.folder);
    const ran = await report('same.json', '--trust', 'store.json', ...THEN);
    expect(ran.status).to.equal(0);
    expect(ran.report).to.deep.equal(verify(world, evidenceBytes(evidence), { now: AT }));
    expect(await readdir(place.folder)).to.deep.equal(before);
  });

  it('takes a bare trust list as its anchor', async () => {
    expect((await report('good.json', '--trust', 'list.json', ...THEN)).status).to.equal(0);
  });

  it('ends with 1 for a revoked licence, and says so', async () => {
    const { type, authorities } = world.domains['44'];
    const key = keyOf(world, licenceIdOf(type, authorities[0].uscc, 'SAMPLE0001'));
    const { evidence } = await issue(world, { states: { [key]: { state: 'revoked', version: 2, sinceBlock: 25 } } });
    await put('revoked.json', evidenceBytes(evidence));
    const ran = await report('revoked.json', '--trust', 'store.json', ...THEN);
    expect(ran.status).to.equal(1);
    expect(ran.report.codes).to.deep.equal(['LICENCE_REVOKED']);
  });

  it('ends with 1 for JSON that is no evidence', async () => {
    await put('other.json', '{"format":"other"}');
    await put('doubled.json', '{"a":1,"a":2}');
    await put('long.json', Buffer.alloc(1024 * 1024 + 1, 0x20));
    for (const [name, code] of [
      ['other.json', 'EVIDENCE_MALFORMED'],
      ['doubled.json', 'EVIDENCE_MALFORMED'],
      ['long.json', 'EVIDENCE_TOO_LARGE'],
    ] as const) {
      const ran = await report(name, '--trust', 'store.json', ...THEN);
      expect(ran.status, name).to.equal(1);
      expect(ran.report.codes, name).to.include(code);
    }
  });

  it('ends with 2 where it cannot be told', async () => {
    const { evidence } = await issue(world, { statuses: async () => [] });
    await put('bare.json', evidenceBytes(evidence));
    expect((await report('bare.json', '--trust', 'store.json', ...THEN)).report.codes).to.include('STATUS_ABSENT');
    const stale = await report('good.json', '--trust', 'store.json', '--max-status-age', '3599', ...THEN);
    expect(stale.status).to.equal(2);
    expect(stale.report.codes[0]).to.equal('STATUS_STALE');
    const late = await report('good.json', '--trust', 'store.json', '--now', '2027-01-20T00:00:00.001Z');
    expect(late.status).to.equal(2);
    expect(late.report.codes).to.include('TRUST_STALE');
  });

  it('ends with 2 for trust material that is refused, under its code', async () => {
    const [first, second] = world.lists;
    const { 44: gd, 43: hn, 52: gz } = world.domains;
    const signed = (at: number, signers: readonly (typeof gd)[]) =>
      signList(nextBody(second.list, emptyView(at)), signers);
    const third = signed(11, [gd, gz]);
    const fork = { ...second, list: { ...second.list, nextUpdate: '2027-01-19T00:00:00.000Z' } };
    for (const [lists, code] of [
      [[first, third], 'TRUST_GAP'],
      [[first, second, second], 'TRUST_ROLLED_BACK'],
      [[first, second, signed(11, [hn])], 'TRUST_NOT_MAJORITY'],
      [[first, signList(fork.list, [gd, hn]), third], 'TRUST_FORK'],
      [[second], 'TRUST_GAP'],
    ] as const) {
      await put('bad-store.json', store(lists, world.network));
      const ran = await report('good.json', '--trust', 'bad-store.json', ...THEN);
      expect(ran.report.codes, code).to.include(code);
      expect(ran.report.verdict, code).to.equal('indeterminate');
      expect(ran.status, code).to.equal(2);
    }
  });

  it("ends with 2 for an entry that another domain wrote, and for another network's list", async () => {
    const [first] = world.lists;
    const list = structuredClone(first.list);
    const [one, two] = list.domains;
    if (one === undefined || two === undefined) throw new RangeError('two domains');
    one.signed.signature = two.signed.signature;
    const { 44: gd, 43: hn, 52: gz } = world.domains;
    await put('foreign.json', JSON.stringify(signList(list, [gd, hn, gz])));
    const foreign = await report('good.json', '--trust', 'foreign.json', ...THEN);
    expect([foreign.status, foreign.report.codes[0]]).to.deep.equal([2, 'TRUST_ENTRY_FOREIGN']);
    const pinned = await report('good.json', '--trust', 'store.json', '--network', '0'.repeat(64), ...THEN);
    expect([pinned.status, pinned.report.codes[0]]).to.deep.equal([2, 'TRUST_WRONG_NETWORK']);
    expect((await report('good.json', '--trust', 'store.json', '--network', world.network, ...THEN)).status).to.equal(
      0,
    );
  });

  it('ends with 2 for JSON that is no trust list', async () => {
    const ran = await report('good.json', '--trust', 'good.json', ...THEN);
    expect([ran.status, ran.report.codes[0]]).to.deep.equal([2, 'TRUST_MALFORMED']);
  });

  it('ends with 3 for what cannot be read, and for wrong usage', async () => {
    await put('text.json', 'no JSON');
    await put('bytes.json', Buffer.of(0x7b, 0xff, 0x7d));
    await put('empty.json', '');
    for (const [args, code] of [
      [['gone.json', '--trust', 'store.json'], 'FILE_UNREADABLE'],
      [['good.json', '--trust', 'gone.json'], 'FILE_UNREADABLE'],
      [['.', '--trust', 'store.json'], 'FILE_UNREADABLE'],
      [['text.json', '--trust', 'store.json'], 'NOT_JSON'],
      [['bytes.json', '--trust', 'store.json'], 'NOT_JSON'],
      [['empty.json', '--trust', 'store.json'], 'NOT_JSON'],
      [['good.json', '--trust', 'text.json'], 'NOT_JSON'],
      [['good.json'], 'USAGE'],
      [['--trust', 'store.json'], 'USAGE'],
      [['good.json', 'good.json', '--trust', 'store.json'], 'USAGE'],
      [['good.json', '--trust', 'store.json', '--at', 'yesterday'], 'USAGE'],
      [['good.json', '--trust', 'store.json', '--at', '2026-02-31T00:00:00Z'], 'USAGE'],
      [['good.json', '--trust', 'store.json', '--network', '12'], 'USAGE'],
      [['good.json', '--trust', 'store.json', '--domain', 'GD'], 'USAGE'],
      [['good.json', '--trust', 'store.json', '--fields', 'a,,b'], 'USAGE'],
      [['good.json', '--trust', 'store.json', '--max-status-age', '-1'], 'USAGE'],
      [['good.json', '--trust', 'store.json', '--lang', 'fr'], 'USAGE'],
      [['good.json', '--trust', 'store.json', '--unknown'], 'USAGE'],
    ] as const) {
      const { status, out, err } = await run(...args);
      expect(status, args.join(' ')).to.equal(3);
      expect(out).to.equal('');
      expect(err, args.join(' ')).to.match(new RegExp(`^${code}: `));
      expect(err).not.to.match(/\n\s+at /);
    }
  });

  it('asks for recognition, fields and production only where it is told to', async () => {
    const base = ['good.json', '--trust', 'store.json', ...THEN];
    const asked = async (...more: string[]) => {
      const ran = await report(...base, ...more);
      return [ran.status, ran.report.codes[0], ran.report.policy];
    };
    expect(await asked('--domain', '43')).to.deep.equal([0, undefined, 'command-line']);
    expect(await asked('--domain', '52')).to.deep.equal([1, 'RECOGNITION_REFUSED', 'command-line']);
    expect(await asked('--production')).to.deep.equal([1, 'EVALUATION_NETWORK', 'command-line']);
    expect(await asked('--fields', 'CZZT,KZ_GONE')).to.deep.equal([2, 'FIELD_HIDDEN', 'command-line']);
    const { evidence } = await issue(world, { open: ['CZZT'] });
    await put('hidden.json', evidenceBytes(evidence));
    expect((await run('hidden.json', '--trust', 'store.json', '--fields', 'CZZT', ...THEN)).status).to.equal(0);
  });

  it('speaks Chinese or English to people, with what to do', async () => {
    const { evidence } = await issue(world, { statuses: async () => [] });
    await put('bare.json', evidenceBytes(evidence));
    const say = (lang: string) => run('bare.json', '--trust', 'store.json', '--lang', lang, ...THEN);
    const [zh, en] = [await say('zh'), await say('en')];
    expect(zh.out).to.include('核验结论: 无法判定').and.include(REASON_TEXTS.STATUS_ABSENT.zh);
    expect(en.out).to.include('Verdict: INDETERMINATE').and.include(REASON_TEXTS.STATUS_ABSENT.en);
    const options = { cwd: place.folder, offline: true, env: { LANG: 'zh_CN.UTF-8' } };
    const byLocale = await runCli(['verify', 'bare.json', '--trust', 'store.json', ...THEN], options);
    expect(byLocale.out).to.equal(zh.out);
  });

  it('never hands control characters of evidence to the terminal', async () => {
    const hostile = '\u001b[2J\u001b[1;1HVerdict: VALID\r\n\u202egnorw\u0007\u009b31m';
    const { evidence } = await issue(world);
    await put('hostile.json', JSON.stringify({ ...evidence, [hostile]: 1 }));
    const header = { ...evidence, document: { ...evidence.document, licenceId: hostile } };
    await put('header.json', JSON.stringify(header));
    for (const name of ['hostile.json', 'header.json']) {
      const { status, out } = await run(name, '--trust', 'store.json', ...THEN);
      expect(status).to.equal(1);
      expect(out.replaceAll('\n', '')).not.to.match(/[\p{Cc}\p{Cf}]/u);
      expect(out.match(/^Verdict:.*/gm)).to.deep.equal(['Verdict: INVALID']);
    }
  });

  it('ends with 0 for help and version, and with 3 for no command at all', async () => {
    const end = async (...args: string[]) => (await runCli(args, { cwd: place.folder, offline: true })).status;
    expect(await end('--help')).to.equal(0);
    expect(await end('verify', '--help')).to.equal(0);
    expect(await end('--version')).to.equal(0);
    expect(await end()).to.equal(3);
    expect(await end('prove')).to.equal(3);
  });

  it('reads evidence from standard input', async () => {
    const stdin = evidenceBytes((await issue(world)).evidence);
    const options = { cwd: place.folder, offline: true, stdin };
    const { status } = await runCli(['verify', '-', '--trust', 'store.json', ...THEN], options);
    expect(status).to.equal(0);
  });

  it('keeps its verdict where nobody reads the words', async () => {
    const { child, ended } = startCli(['verify', '-', '--trust', 'store.json', ...THEN], { cwd: place.folder });
    child.stdout.destroy();
    child.stdin.end(evidenceBytes((await issue(world)).evidence));
    const { status, err } = await ended;
    expect([status, err]).to.deep.equal([0, '']);
  });
});
