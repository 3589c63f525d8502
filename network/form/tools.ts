import type { Binaries } from '../binaries/binaries.js';
import { runProgram } from '../support/run-program.js';
import { until } from '../support/until.js';
import type { Layout } from '../topology/layout.js';
import type { Network } from '../topology/network.js';
import { address, type Province, peerMsp } from '../topology/province.js';

const ORDERER_PATIENCE_MS = 30_000;

/** Of a province's peers, or of its orderers. */
export type Administrator = 'admin' | 'ordererAdmin';

/** Fabric's command line, in the name of a province's administrator. Everything rejects with PROGRAM_FAILED. */
export function fabricTools(network: Network, layout: Layout, binaries: Binaries) {
  const peerAs = (who: Administrator, province: Province, args: readonly string[]) =>
    runProgram(binaries.fabric('peer'), args, {
      env: { FABRIC_CFG_PATH: layout.province(province)[who].home, FABRIC_LOGGING_SPEC: 'warning' },
    });
  const ordererOptions = (province: Province): string[] => {
    const { tlsRoot, admin } = layout.province(province);
    return [
      ...['-o', address(province.ports.orderer), '--tls', '--cafile', tlsRoot],
      ...['--connTimeout', '15s', '--clientauth', '--certfile', admin.tls.certificate, '--keyfile', admin.tls.key],
    ];
  };
  /** A call that goes to the province's own orderer: sent again until Raft has a leader. */
  const orderedAs = (who: Administrator, province: Province, args: readonly string[]) =>
    until('the orderers have no leader', ORDERER_PATIENCE_MS, async () => {
      try {
        return await peerAs(who, province, [...args, ...ordererOptions(province)]);
      } catch (error) {
        if (error instanceof Error && /SERVICE_UNAVAILABLE|no Raft leader/.test(error.message)) return undefined;
        throw error;
      }
    });
  return {
    peer: (province: Province, ...args: readonly string[]) => peerAs('admin', province, args),
    peerAs,
    ordered: (province: Province, ...args: readonly string[]) => orderedAs('admin', province, args),
    orderedAs,
    configtxlator: (...args: readonly string[]) => runProgram(binaries.fabric('configtxlator'), args),
    configtxgen: (...args: readonly string[]) =>
      runProgram(binaries.fabric('configtxgen'), args, {
        env: { FABRIC_CFG_PATH: layout.configtx, FABRIC_LOGGING_SPEC: 'warning' },
      }),
    /** Asks a province's peer who else is there; JSON. */
    discoverPeers: async (province: Province): Promise<unknown> => {
      const { admin, tlsRoot } = layout.province(province);
      const { stdout } = await runProgram(binaries.fabric('discover'), [
        ...[
          'peers',
          '--channel',
          network.channel,
          '--server',
          address(province.ports.peer),
          '--MSP',
          peerMsp(province),
        ],
        ...['--userKey', `${admin.msp}/keystore/key.pem`, '--userCert', `${admin.msp}/signcerts/certificate.pem`],
        ...['--peerTLSCA', tlsRoot, '--tlsCert', admin.tls.certificate, '--tlsKey', admin.tls.key],
      ]);
      return JSON.parse(stdout);
    },
  };
}
export type FabricTools = ReturnType<typeof fabricTools>;
