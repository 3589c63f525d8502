import { join } from 'node:path';
import { Command } from 'commander';
import { createLog } from '../observability/log.js';
import { MARKET } from './journey/cast.js';
import { playJourney } from './journey/journey.js';
import { tellAddresses, tellJson, tellPeople } from './narrate.js';
import { type Provinces, startProvinces } from './provinces.js';
import { reachFabric, type SharedLedger, startEmbeddedLedger, startFabric } from './shared-ledger.js';

const program = new Command('npm start --')
  .description('FOR DEVELOPMENT ONLY: three synthetic provinces on one machine, and the life of a licence between them')
  .option('--once', 'stop after the journey; exit status 0 only if every step ended as it must')
  .option('--json', 'one JSON line for each step')
  .option(
    '--out <folder>',
    'leave the trust list and the evidence of every licence of the journey there; with the data otherwise',
  )
  .option(
    '--data <folder>',
    'keep the databases and keys there; otherwise in a temporary folder, or, with LEDGER=fabric, with the network that they found',
  )
  .option('--network <folder>', 'with LEDGER=fabric: where npm run network -- up has put its network', 'data/network')
  .option('--fabric', 'start a Fabric network too, and end it with the rest')
  .parse();
const options = program.opts<{
  once?: true;
  json?: true;
  out?: string;
  data?: string;
  network: string;
  fabric?: true;
}>();

const isOnRunningNetwork = process.env.LEDGER === 'fabric' && options.fabric === undefined;
// A Fabric network outlives its gateways: without the keys that founded it nobody could write to it any more.
const folder = options.data ?? (isOnRunningNetwork ? join(options.network, 'gateways') : undefined);

const interrupted = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => interrupted.abort());

const provinces = await startProvinces({
  log: createLog({ level: 'error' }),
  ...(folder === undefined ? {} : { folder }),
  openLedger,
});
const out = options.out ?? join(provinces.folder, 'evidence');
try {
  if (await isFounded(provinces)) {
    process.stderr.write('the network of this folder has been founded before: the journey is not played again\n');
  } else if (!(await playJourney(provinces, options.json ? tellJson : tellPeople, out))) {
    process.exitCode = 1;
  }
  if (!options.once && !interrupted.signal.aborted) {
    if (!options.json) tellAddresses(provinces.all, { domain: MARKET.domain, tenant: MARKET.uscc, evidence: out });
    await new Promise((resolve) => interrupted.signal.addEventListener('abort', resolve));
  }
} finally {
  await provinces.stop();
}

function openLedger(folder: string): Promise<SharedLedger> {
  if (options.fabric) return startFabric(join(folder, 'network'), interrupted.signal);
  return isOnRunningNetwork ? reachFabric(options.network) : startEmbeddedLedger(folder);
}

async function isFounded({ all }: Provinces): Promise<boolean> {
  const answers = await Promise.all(all.map(({ address }) => fetch(`${address}/v1/trust-lists/latest`)));
  return answers.some(({ ok }) => ok);
}
