import type { NetworkStatus, ProvinceStatus } from './status.js';

/** A status for people, line by line. */
export function tellStatus(status: NetworkStatus): string[] {
  const { state, fabric, channel, chaincode, raftLeader, provinces, processes, certificates } = status;
  const soon = certificates.filter((one) => one.soon);
  const first = certificates.toSorted((a, b) => a.daysLeft - b.daysLeft)[0];
  return [
    `${state}: ${status.data}`,
    `Fabric ${fabric}, channel ${channel}, chaincode ${chaincode.name} ${chaincode.version} (sequence ${chaincode.sequence}), Raft leader ${raftLeader ?? 'none'}`,
    ...provinces.map(tellProvince),
    ...processes.map(
      ({ name, state: how, pid, restarts }) =>
        `  ${name}: ${how}${pid === undefined ? '' : ` ${pid}`}, restarts ${restarts}`,
    ),
    ...(first === undefined ? [] : [`first certificate to end: ${first.domain} ${first.holder}, ${first.notAfter}`]),
    ...soon.map((one) => `WARNING: ${one.domain} ${one.holder} ends in ${one.daysLeft} days, ${one.notAfter}`),
  ];
}

function tellProvince({ domain, name, ports, peer, orderer, certificateAuthority, chaincode }: ProvinceStatus): string {
  const well = (is: boolean) => (is ? 'up' : 'DOWN');
  return [
    `  ${domain} ${name}: peer ${ports.peer} ${well(peer.healthy)} ${peer.joined ? `height ${peer.height}` : 'not joined'}`,
    `orderer ${ports.orderer} ${well(orderer.healthy)}${orderer.height === null ? '' : ` height ${orderer.height}`}`,
    `authority ${ports.ca} ${well(certificateAuthority.healthy)}`,
    `chaincode ${well(chaincode.listening)}`,
  ].join(', ');
}
