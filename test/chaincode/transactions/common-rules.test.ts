import { expect } from 'chai';
import type { CommandOf } from '../../../chaincode/model/command.js';
import { commandDigest } from '../../../chaincode/model/command-digest.js';
import { ledgerKeys } from '../../../chaincode/model/keys.js';
import { canonicalJson } from '../../../pki/encoding/canonical-json.js';
import { formatTime } from '../../../pki/encoding/times.js';
import { sm3Hex } from '../../../pki/sm3.js';
import { ledgerCode } from '../../support/ledger-error.js';
import { foundTestNetwork, freshTestNetwork, type TestNetwork } from '../../support/ledger-network.js';
import { createMemoryLedger } from '../../support/memory-ledger.js';
import { signEntry, testEntry } from '../../support/test-domain.js';
import { keyName, testKey } from '../../support/test-pki.js';

const HOUR = 3_600_000;
const MINUTE = 60_000;

describe('rules that every command meets', () => {
  let net: TestNetwork;
  beforeEach(async () => {
    net = await freshTestNetwork();
  });

  const beat = (header: Partial<CommandOf<'heartbeat'>> = {}, code: '44' | '43' | '52' = '44') =>
    net.govern(net.domains[code], 'heartbeat', { target: ledgerKeys.heartbeat(code), body: {}, header });
  const codeOf = (input: unknown) => ledgerCode(net.submit(input));

  it('applies a command that meets them, as text and as value', async () => {
    const first = beat();
    const applied = await net.submit(canonicalJson(first));
    expect(applied).to.deep.equal({
      kind: 'heartbeat',
      purpose: 'domain-entry',
      digest: commandDigest(first.command),
      writes: ['heartbeat/44'],
    });
    await net.submit(beat());
    expect(net.record('heartbeat', 'heartbeat/44').version).to.equal(2);
  });

  it('refuses text that is not canonical, unknown members and leaves or founders where none belong', async () => {
    const input = beat();
    const text = canonicalJson(input);
    expect(await codeOf(` ${text}`)).to.equal('TRANSACTION_MALFORMED');
    expect(await codeOf(text.replace('"body":{}', '"body":{},"body":{}'))).to.equal('TRANSACTION_MALFORMED');
    expect(await codeOf({ ...input, extra: 1 })).to.equal('TRANSACTION_MALFORMED');
    expect(await codeOf({ ...input, command: { ...input.command, extra: 1 } })).to.equal('TRANSACTION_MALFORMED');
    const leaves = [net.leaf(net.domains['44'].authorities[0], 'one')];
    expect(await codeOf({ ...input, leaves })).to.equal('TRANSACTION_MALFORMED');
    const founders = [{ domain: '43', signature: input.signature }];
    expect(await codeOf({ ...input, founders })).to.equal('TRANSACTION_MALFORMED');
    const { leaves: _, ...batchWithoutLeaves } = net.batch(net.domains['44'].authorities[0], leaves);
    expect(await codeOf(batchWithoutLeaves)).to.equal('TRANSACTION_MALFORMED');
    expect(await codeOf(text)).to.equal(undefined);
  });

  it('refuses what is unsigned, or signed by no key, or changed after signing', async () => {
    const { command, signature } = beat();
    expect(await codeOf({ command })).to.equal('TRANSACTION_MALFORMED');
    const zeros = 'A'.repeat(86);
    expect(await codeOf({ command, signature: zeros })).to.equal('COMMAND_SIGNATURE_INVALID');
    const later = { ...command, expires: formatTime(net.now + 2 * HOUR) };
    expect(await codeOf({ command: later, signature })).to.equal('COMMAND_SIGNATURE_INVALID');
    expect(await codeOf({ command, signature })).to.equal(undefined);
  });

  it('refuses a time that does not exist', async () => {
    expect(await codeOf(beat({ issuedAt: '2026-02-30T00:00:00.000Z' }))).to.equal('TRANSACTION_MALFORMED');
    expect(await codeOf(beat({ expires: '2026-11-31T00:00:00.000Z' }))).to.equal('TRANSACTION_MALFORMED');
  });

  it('refuses every command before the network is founded', async () => {
    const empty = createMemoryLedger(net.ledger);
    expect(await ledgerCode(empty.submit(beat(), net.now))).to.equal('NETWORK_NOT_FOUNDED');
  });

  it('refuses a command for another network or ledger', async () => {
    const other = await foundTestNetwork({ seed: 'another network', bare: true });
    expect(await codeOf(beat({ network: other.network }))).to.equal('WRONG_NETWORK');
    expect(await codeOf(beat({ ledger: other.ledger }))).to.equal('WRONG_LEDGER');
    const { network } = net;
    const copied = createMemoryLedger(
      other.ledger,
      new Map([...other.memory.keys()].map((key) => [key, copy(other, key)])),
    );
    expect(await ledgerCode(copied.submit(beat({ network, ledger: net.ledger }), net.now))).to.equal('WRONG_NETWORK');
    expect(await codeOf(beat())).to.equal(undefined);
  });

  it('refuses the records of a network under another ledger', async () => {
    const moved = createMemoryLedger(sm3Hex(Buffer.from('elsewhere')), new Map([['network', copy(net, 'network')]]));
    expect(await ledgerCode(moved.submit(beat(), net.now))).to.equal('WRONG_LEDGER');
  });

  it('lets a command live for at most 24 hours', async () => {
    const until = (ms: number) => beat({ expires: formatTime(net.now + ms) });
    expect(await codeOf(until(24 * HOUR + 1))).to.equal('COMMAND_LIFETIME');
    expect(await codeOf(until(0))).to.equal('COMMAND_LIFETIME');
    expect(await codeOf(until(-1))).to.equal('COMMAND_LIFETIME');
    expect(await codeOf(until(24 * HOUR))).to.equal(undefined);
  });

  it('refuses a command at its expiry and takes it the millisecond before', async () => {
    const input = beat();
    net.now += HOUR;
    expect(await codeOf(input)).to.equal('COMMAND_EXPIRED');
    net.now -= 1;
    expect(await codeOf(input)).to.equal(undefined);
  });

  it('takes a command issued at most five minutes ahead of the transaction', async () => {
    const issued = (ms: number) =>
      beat({ issuedAt: formatTime(net.now + ms), expires: formatTime(net.now + ms + HOUR) });
    expect(await codeOf(issued(5 * MINUTE + 1))).to.equal('COMMAND_NOT_YET_VALID');
    expect(await codeOf(issued(5 * MINUTE))).to.equal(undefined);
  });

  it('refuses a target other than the one that the body names', async () => {
    const target = (key: string) => net.govern(net.domains['44'], 'heartbeat', { target: key, body: {} });
    expect(await codeOf(target('heartbeat/43'))).to.equal('COMMAND_TARGET');
    expect(await codeOf(target('domain/44'))).to.equal('COMMAND_TARGET');
    expect(await codeOf(target('heartbeat/44'))).to.equal(undefined);
  });

  it('refuses a reason that is not in the list of the kind', async () => {
    expect(await codeOf(beat({ reason: 'boredom' }))).to.equal('REASON_UNKNOWN');
    expect(await codeOf(beat({ reason: 'quiet-ledger' }))).to.equal(undefined);
  });

  it('refuses a domain that was never a member', async () => {
    const stranger = { ...net.domains['44'], code: '61' };
    const input = net.govern(stranger, 'heartbeat', { target: ledgerKeys.heartbeat('61'), body: {} });
    expect(await codeOf(input)).to.equal('NOT_A_MEMBER');
  });

  it('refuses a governance key that is not the domain’s', async () => {
    const options = { target: ledgerKeys.heartbeat('44'), body: {} };
    const foreign = net.domains['43'].governance;
    expect(await codeOf(net.govern(net.domains['44'], 'heartbeat', { ...options, key: foreign }))).to.equal(
      'SIGNER_UNKNOWN',
    );
    const header = { signer: keyName(net.domains['44'].governance) };
    expect(await codeOf(net.govern(net.domains['44'], 'heartbeat', { ...options, key: foreign, header }))).to.equal(
      'COMMAND_SIGNATURE_INVALID',
    );
    expect(await codeOf(beat({}, '43'))).to.equal(undefined);
  });

  it('refuses an authority’s certificate under a governance command', async () => {
    const { signing } = net.domains['44'].authorities[0];
    const input = net.govern(net.domains['44'], 'heartbeat', {
      target: ledgerKeys.heartbeat('44'),
      body: {},
      key: signing.privateKey,
      header: { signer: signing.fingerprint },
    });
    expect(await codeOf(input)).to.equal('SIGNER_UNKNOWN');
  });

  it('refuses an expected version other than the entry’s', async () => {
    expect(await codeOf(beat({ expectedVersion: 1 }))).to.equal('VERSION_CONFLICT');
    const one = beat();
    const other = beat({ expires: formatTime(net.now + 2 * HOUR) });
    await net.submit(one);
    expect(await codeOf(other)).to.equal('VERSION_CONFLICT');
    expect(await codeOf(beat())).to.equal(undefined);
  });

  it('answers a command that is done with success and no write, also after its expiry', async () => {
    const input = beat();
    const first = await net.submit(input);
    net.now += 48 * HOUR;
    const again = await net.submit(input);
    expect(again).to.deep.equal({ ...first, writes: [] });
    const forged = { ...input, signature: beat().signature };
    expect(await codeOf(forged)).to.equal('COMMAND_SIGNATURE_INVALID');
    await net.submit(beat());
    expect(await codeOf(input)).to.equal('COMMAND_EXPIRED');
  });

  it('still answers a done command that a former governance key signed, and no new one', async () => {
    const before = beat();
    await net.submit(before);
    const domain = net.domains['44'];
    const fresh = testKey('fresh governance');
    const entry = { ...testEntry({ ...domain, governance: fresh }, net.founding, net.ledger), version: 2 };
    const rollover = net.govern(domain, 'domain-update', {
      target: ledgerKeys.domain('44'),
      body: { signed: signEntry(entry, fresh, domain.governance) },
    });
    await net.submit(rollover);
    expect((await net.submit(rollover)).writes).to.deep.equal([]);
    expect((await net.submit(before)).writes).to.deep.equal([]);
    expect(await codeOf(beat())).to.equal('SIGNER_UNKNOWN');
    const byFresh = net.govern(domain, 'heartbeat', { target: ledgerKeys.heartbeat('44'), body: {}, key: fresh });
    expect(await codeOf(byFresh)).to.equal(undefined);
  });

  it('lets an error of the state itself pass', async () => {
    const broken = createMemoryLedger(net.ledger, new Map([['network', '{']]));
    const answer = await broken.submit(beat(), net.now).catch((error: unknown) => error);
    expect(answer).to.be.instanceOf(SyntaxError);
  });
});

function copy(net: TestNetwork, key: string): string {
  return JSON.stringify(net.memory.record(key));
}
