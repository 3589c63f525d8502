import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { type ConfigUpdate, updateConfig } from '../../network/form/config-update.js';
import type { FabricTools } from '../../network/form/tools.js';
import { NetworkError } from '../../network/network-error.js';
import type { Layout } from '../../network/topology/layout.js';

const STALE = 'BAD_REQUEST -- error authorizing update: error validating ReadSet: requires that key be at version 0';

describe('a change of a channel’s configuration', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'yinxin-update-'));
    await mkdir(folder, { recursive: true });
  });
  after(() => rm(folder, { recursive: true }));

  const by = {} as ConfigUpdate['by'];
  const config = (version: string) => ({ channel_group: { version, groups: { Orderer: { groups: {}, values: {} } } } });

  /** Programs that fail with these words, one sending after the other; and what was fetched and sent. */
  function fakeTools(failures: string[]) {
    const seen = { fetched: 0, sent: 0 };
    const tools = {
      async configtxlator(verb: string, ...args: string[]) {
        const type = args[args.indexOf('--type') + 1];
        const output = args[args.indexOf('--output') + 1] ?? '';
        const block = { data: { data: [{ payload: { data: { config: config(String(seen.fetched)) } } }] } };
        const content = verb === 'proto_decode' && type === 'common.Block' ? block : {};
        await writeFile(output, JSON.stringify(content));
      },
      async peerAs() {},
      async orderedAs(_who: unknown, _province: unknown, args: string[]) {
        if (args[1] === 'fetch') {
          seen.fetched += 1;
          return;
        }
        seen.sent += 1;
        const failure = failures.shift();
        if (failure !== undefined) throw new NetworkError('PROGRAM_FAILED', failure);
      },
    };
    return { tools: tools as unknown as FabricTools, seen };
  }

  const run = (tools: FabricTools, seen: string[] = []) =>
    updateConfig(
      {
        channel: 'trust',
        by,
        signers: [by],
        change(read) {
          seen.push(String(Reflect.get(read.channel_group, 'version')));
          Reflect.set(read.channel_group, 'changed', true);
        },
      },
      { channel: folder } as Layout,
      tools,
    );

  it('is made anew from what is fetched anew, where it began from an older version', async () => {
    const { tools, seen } = fakeTools([STALE, STALE]);
    const begun: string[] = [];
    await run(tools, begun);
    expect(begun).to.deep.equal(['1', '2', '3']);
    expect(seen).to.deep.equal({ fetched: 3, sent: 3 });
  });

  it('ends with what the orderer says, for any other reason and where it stays an older version', async () => {
    const codeOf = (work: Promise<void>) => work.catch((error: unknown) => String(error));
    const refused = fakeTools(['FORBIDDEN -- implicit policy evaluation failed']);
    expect(await codeOf(run(refused.tools))).to.contain('FORBIDDEN');
    expect(refused.seen.sent).to.equal(1);
    const stale = fakeTools(Array.from({ length: 20 }, () => STALE));
    expect(await codeOf(run(stale.tools))).to.contain('ReadSet');
    expect(stale.seen.sent).to.equal(10);
  });
});
