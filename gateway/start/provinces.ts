import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PROVINCES } from '../../fixtures/provinces.js';
import type { Role } from '../domain/policy/actor.js';
import { startDevelopmentIssuer } from '../http/development-issuer/start.js';
import type { Log } from '../observability/log.js';
import { type Client, createClient } from './client.js';
import { type GatewayProcess, startGatewayProcess } from './gateway-process.js';
import { keepGateway } from './keep-gateway.js';
import { type SharedLedger, startEmbeddedLedger } from './shared-ledger.js';

export interface Province {
  domain: string;
  name: { zh: string; en: string };
  address: string;
  /** Where tokens of a tenant are to be had, for whoever wants to try. */
  tokenAddress: (tenant: string) => string;
  /** Somebody of a tenant with these roles; the domain itself by its code. */
  as(tenant: string, ...roles: Role[]): Client;
  /** The gateway's process at present, or the last one; one that ends by itself is started again. */
  process(): GatewayProcess;
  /** Ends the gateway and its database; the token issuer stays. */
  stopGateway(): Promise<void>;
  /** Starts the gateway again on its data and under its address. */
  startGateway(): Promise<void>;
  stop(): Promise<void>;
}

export interface Provinces {
  of(domain: string): Province;
  all: Province[];
  folder: string;
  ledger: SharedLedger;
  stop(): Promise<void>;
}

/**
 * FOR DEVELOPMENT ONLY. Three gateways in processes and databases of their own, the ledger that they share, an embedded one
 * unless another is given, and a token issuer for each. Without a folder, everything lies in a temporary one that is removed at
 * the end.
 */
export async function startProvinces(options: {
  folder?: string;
  log: Log;
  openLedger?: (folder: string) => Promise<SharedLedger>;
  /** Between the rounds of reconciliation; as the gateway has it unless given. */
  reconcileSeconds?: number;
}): Promise<Provinces> {
  const folder = options.folder ?? (await mkdtemp(join(tmpdir(), 'yinxin-')));
  await mkdir(folder, { recursive: true });
  const closing: (() => Promise<unknown>)[] = [];
  if (options.folder === undefined) closing.push(() => rm(folder, { recursive: true, force: true }));
  const stop = async () => {
    for (const close of closing.splice(0).toReversed()) await close();
  };
  try {
    const ledger = await (options.openLedger ?? startEmbeddedLedger)(folder);
    closing.push(() => ledger.stop());
    const started = await Promise.allSettled(
      PROVINCES.map((province) => startProvince(province, { ...options, folder, ledger })),
    );
    const all = started.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
    closing.push(() => Promise.all(all.map((province) => province.stop())));
    const failed = started.find((result) => result.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
    const of = (domain: string) => {
      const province = all.find((each) => each.domain === domain);
      if (province === undefined) throw new Error(`no province ${domain}`);
      return province;
    };
    return { of, all, folder, ledger, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** FOR DEVELOPMENT ONLY. One province's gateway and token issuer, on a ledger that others share. */
export async function startProvince(
  { domain, name, authorities }: Pick<(typeof PROVINCES)[number], 'domain' | 'name' | 'authorities'>,
  {
    folder,
    ledger,
    log,
    reconcileSeconds,
    network,
  }: {
    folder: string;
    ledger: SharedLedger;
    log: Log;
    reconcileSeconds?: number;
    /** Of a province that joins later, and takes no lists of another. */
    network?: string;
  },
): Promise<Province> {
  const issuer = await startDevelopmentIssuer({
    profile: 'evaluation',
    tenants: [domain, ...authorities.map(({ uscc }) => uscc)],
    log,
    clock: { now: () => Date.now() },
    audience: `yinxin-${domain}`,
  });
  const dataFolder = join(folder, domain);
  await mkdir(dataFolder, { recursive: true });
  const start = (port: string) =>
    startGatewayProcess(
      {
        YINXIN_PROFILE: 'development',
        YINXIN_DOMAIN: domain,
        YINXIN_NAME_ZH: name.zh,
        YINXIN_NAME_EN: name.en,
        YINXIN_DATA: dataFolder,
        YINXIN_PORT: port,
        ...(reconcileSeconds === undefined ? {} : { YINXIN_RECONCILE_SECONDS: String(reconcileSeconds) }),
        ...(network === undefined ? {} : { YINXIN_NETWORK: network }),
        YINXIN_ISSUERS: JSON.stringify(issuer.issuers),
        ...ledger.env(domain),
      },
      join(dataFolder, 'gateway.log'),
    );
  const gateway = await keepGateway(start, (cause) =>
    log.error({ domain, ...(cause === undefined ? {} : { err: cause }) }, 'a gateway has ended and is started again'),
  ).catch(async (error: unknown) => {
    await issuer.close();
    throw error;
  });
  const { address } = gateway;
  const tokenAddress = (tenant: string) => `${issuer.address}/${tenant}/token`;
  return {
    domain,
    name,
    address,
    tokenAddress,
    as: (tenant, ...roles) => createClient(address, createTokenSource(tokenAddress(tenant), roles)),
    process: gateway.process,
    stopGateway: gateway.stop,
    startGateway: gateway.start,
    async stop() {
      await gateway.stop();
      await issuer.close();
    },
  };
}

/** A token lives for minutes; a new one is fetched well before. */
function createTokenSource(address: string, roles: readonly Role[]): () => Promise<string> {
  let token: { text: string; until: number } | undefined;
  return async () => {
    if (token === undefined || token.until < Date.now()) {
      const response = await fetch(address, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ subject: 'journey', roles }),
      });
      if (!response.ok) throw new Error(`no token: ${response.status} ${await response.text()}`);
      const answer: { token: string } = JSON.parse(await response.text());
      token = { text: answer.token, until: Date.now() + 60_000 };
    }
    return token.text;
  };
}
