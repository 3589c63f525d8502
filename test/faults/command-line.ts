import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { layoutOf } from '../../network/topology/layout.js';
import { databaseUrl } from '../support/database-url.js';
import { DOMAINS, type Domain, type World } from './world.js';

const YINXIN = fileURLToPath(new URL('../../gateway/cli/main.js', import.meta.url));
const PATIENCE_MS = 300_000;

/** `yinxin reconcile` beside each of the gateways, which run on: what it finds. */
export async function reconcile(world: World): Promise<string[]> {
  return everywhere(world, ['reconcile', '--json']);
}

/** `yinxin ledger fsck` of each node, against what all witnesses have signed: what it finds. */
export async function fsck(world: World): Promise<string[]> {
  const witnesses = world.provinces.all.map(({ address }) => address);
  return everywhere(world, ['ledger', 'fsck', '--witness', ...witnesses]);
}

/** The same command beside every gateway: what those say that do not end with 0. */
async function everywhere(world: World, args: string[]): Promise<string[]> {
  const asked = DOMAINS.map(async (domain) => {
    const { status, out, err } = await yinxin(world, domain, args);
    return status === 0 ? [] : [`yinxin ${args[0]} in ${domain}: ${status}: ${out.slice(0, 2_000)}${err}`];
  });
  return (await Promise.all(asked)).flat();
}

async function yinxin(world: World, domain: Domain, args: string[]) {
  const env = await gatewayEnvironment(world, domain);
  return new Promise<{ status: number; out: string; err: string }>((resolve) => {
    const options = { env, timeout: PATIENCE_MS, maxBuffer: 64 * 1024 * 1024 };
    execFile(process.execPath, [YINXIN, ...args], options, (error, out, err) => {
      const status = error === null ? 0 : Number(error.code ?? 3);
      resolve({ status, out, err });
    });
  });
}

/** As the gateway of that province has it, with the rights of whoever owns the machine. */
async function gatewayEnvironment({ provinces }: World, domain: Domain): Promise<NodeJS.ProcessEnv> {
  const dataFolder = join(provinces.folder, domain);
  const layout = layoutOf(join(provinces.folder, 'network'));
  return {
    PATH: process.env.PATH,
    HOME: process.env.HOME,
    YINXIN_DOMAIN: domain,
    YINXIN_DATA: dataFolder,
    DATABASE_URL: await databaseUrl(provinces, domain),
    LEDGER: 'fabric',
    FABRIC_CONNECTION: layout.province({ domain }).gatewayConnection,
  };
}
