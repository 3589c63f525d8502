import { document } from './document.js';

const CA = 'cacerts/ca-cert.pem';

/** config.yaml of an MSP: what somebody is stands in the organisational unit of the certificate (NodeOUs). */
export function renderMspConfig(): string {
  const unit = (name: string) => ({ Certificate: CA, OrganizationalUnitIdentifier: name });
  return document({
    NodeOUs: {
      Enable: true,
      ClientOUIdentifier: unit('client'),
      PeerOUIdentifier: unit('peer'),
      AdminOUIdentifier: unit('admin'),
      OrdererOUIdentifier: unit('orderer'),
    },
  });
}
