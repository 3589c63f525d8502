import { readFileSync } from 'node:fs';
import type { Binaries } from '../binaries/binaries.js';
import { packageLabel, packChaincode } from '../render/chaincode-package.js';
import type { ProcessSpec } from '../supervisor/protocol.js';
import { plainEnvironment } from '../support/run-program.js';
import { CHAINCODE_HOST } from '../support/tree.js';
import type { Layout } from '../topology/layout.js';
import type { Network } from '../topology/network.js';
import { address, chaincodePort, type Province, peerMsp } from '../topology/province.js';

/** Fabric's own without the colours. */
const LINE = '%{time:2006-01-02T15:04:05.000Z07:00} %{level} [%{module}] %{shortfunc} %{message}';

/** How each process of a province is run. */
export function processesOf(network: Network, layout: Layout, binaries: Binaries) {
  const env = plainEnvironment(process.env);
  const logging = { FABRIC_LOGGING_SPEC: network.logging, FABRIC_LOGGING_FORMAT: LINE };

  return {
    ca(province: Province): ProcessSpec {
      const { ca } = layout.province(province);
      const name = `ca-${province.domain}`;
      return { name, command: binaries.caServer, args: ['start', '-H', ca], env, cwd: ca, log: layout.log(name) };
    },
    orderer(province: Province): ProcessSpec {
      const { home } = layout.province(province).orderer;
      const name = `orderer-${province.domain}`;
      return {
        name,
        command: binaries.fabric('orderer'),
        args: ['start'],
        env: { ...env, ...logging, FABRIC_CFG_PATH: home },
        cwd: home,
        log: layout.log(name),
      };
    },
    peer(province: Province): ProcessSpec {
      const { home } = layout.province(province).peer;
      const name = `peer-${province.domain}`;
      return {
        name,
        command: binaries.fabric('peer'),
        args: ['node', 'start'],
        env: { ...env, ...logging, FABRIC_CFG_PATH: home },
        cwd: home,
        log: layout.log(name),
      };
    },
    /** The service for one definition of the chaincode: while an upgrade is on its way, two of them run. */
    chaincode(province: Province, ledger: string): ProcessSpec {
      const { home, chaincodeTls, tlsRoot } = layout.province(province);
      const { sequence } = network.chaincode;
      const name = `chaincode-${province.domain}${sequence === 1 ? '' : `-${sequence}`}`;
      const msps = network.provinces.map((one) => [one.domain, peerMsp(one)]);
      return {
        name,
        command: process.execPath,
        args: [CHAINCODE_HOST],
        env: {
          ...env,
          CHAINCODE_ID: packageOf(network, province, layout).id,
          CHAINCODE_ADDRESS: `127.0.0.1:${chaincodePort(province, sequence)}`,
          CHAINCODE_TLS_KEY: chaincodeTls.key,
          CHAINCODE_TLS_CERT: chaincodeTls.certificate,
          CHAINCODE_TLS_CLIENT_CA: tlsRoot,
          YINXIN_LEDGER: ledger,
          YINXIN_MSPS: JSON.stringify(Object.fromEntries(msps)),
        },
        cwd: home,
        log: layout.log(name),
      };
    },
  };
}
export type Processes = ReturnType<typeof processesOf>;

/** A province's own package of the chaincode as the network defines it: only the address and the root in it differ from the others'. */
export function packageOf(network: Network, province: Province, layout: Layout) {
  const { name, version, sequence } = network.chaincode;
  return packChaincode(packageLabel(name, version), {
    address: address(chaincodePort(province, sequence)),
    rootPem: readFileSync(layout.province(province).tlsRoot, 'utf8'),
  });
}
