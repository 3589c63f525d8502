import { caName, ordererCaName, type Province, tlsCaName } from '../topology/province.js';
import { document } from './document.js';

const VERSION = '1.5.21';
const YEAR = '8760h';
const TEN_YEARS = '87600h';

const ENROLMENT = { usage: ['digital signature'], expiry: YEAR };
const TLS = { usage: ['signing', 'key encipherment', 'server auth', 'client auth', 'key agreement'], expiry: YEAR };

/** The registrar with which a province begins. Its rights are all there are; the gateway never holds it. */
export const BOOTSTRAP = 'bootstrap';
/** Where gateways stand, so that their registrar has no right over anything else. */
export const GATEWAYS = 'gateways';

/**
 * fabric-ca-server-config.yaml of a province's three authorities, which one server process holds: for peers, administrators and gateways;
 * for orderers; for TLS. The first is the server's own. `secret` is the bootstrap registrar's.
 */
export function renderCaServer(province: Province, secret: string): { main: string; orderer: string; tls: string } {
  const { ports } = province;
  return {
    main: document({
      version: VERSION,
      port: ports.ca,
      address: '127.0.0.1',
      tls: { enabled: true },
      operations: { listenAddress: `127.0.0.1:${ports.caOperations}` },
      cafiles: ['orderer/fabric-ca-server-config.yaml', 'tls/fabric-ca-server-config.yaml'],
      ...authority(province, caName(province), secret, ENROLMENT),
    }),
    orderer: document({ version: VERSION, ...authority(province, ordererCaName(province), secret, ENROLMENT) }),
    // Renewal asks for the default profile: at this authority it has to give TLS certificates too.
    tls: document({ version: VERSION, ...authority(province, tlsCaName(province), secret, TLS) }),
  };
}

function authority(province: Province, name: string, secret: string, issued: { usage: string[]; expiry: string }) {
  return {
    ca: { name },
    registry: {
      maxenrollments: -1,
      identities: [
        {
          name: BOOTSTRAP,
          pass: secret,
          type: 'client',
          affiliation: '',
          attrs: {
            'hf.Registrar.Roles': '*',
            'hf.Registrar.DelegateRoles': '*',
            'hf.Registrar.Attributes': '*',
            'hf.Revoker': true,
            'hf.GenCRL': true,
            'hf.AffiliationMgr': true,
          },
        },
      ],
    },
    db: { type: 'sqlite3', datasource: 'fabric-ca-server.db' },
    affiliations: { [GATEWAYS]: [] },
    signing: { default: issued, profiles: { tls: TLS } },
    csr: {
      cn: name,
      keyrequest: { algo: 'ecdsa', size: 256 },
      names: [{ C: 'CN', ST: province.name, O: name }],
      hosts: ['localhost', '127.0.0.1'],
      ca: { expiry: TEN_YEARS, pathlength: 0 },
    },
  };
}
