import { expect } from 'chai';
import { ensureGatewayAddresses } from '../../../../chaincode/transactions/checks/gateway-addresses.js';
import { ledgerCode } from '../../../support/ledger-error.js';
import { freshTestNetwork, type TestNetwork } from '../../../support/ledger-network.js';
import { testEntry } from '../../../support/test-domain.js';

describe('ensureGatewayAddresses', () => {
  let net: TestNetwork;
  before(async () => {
    net = await freshTestNetwork();
  });
  const allowed = async (address: string, profile: 'production' | 'evaluation') => {
    const entry = { ...testEntry(net.domains['44'], net.founding, net.ledger), gateways: [address] };
    const check = async () => ensureGatewayAddresses(entry, profile);
    return (await ledgerCode(check())) === undefined;
  };

  it('takes public https addresses', async () => {
    for (const address of [
      'https://gateway.example.test',
      'https://gateway.example.test:8443',
      'https://203.0.113.9',
    ]) {
      expect(await allowed(address, 'production'), address).to.equal(true);
      expect(await allowed(address, 'evaluation'), address).to.equal(true);
    }
  });

  it('refuses private literals in production', async () => {
    const hosts = ['10.1.2.3', '172.31.0.1', '192.168.1.1', '127.0.0.1', '169.254.169.254', '100.64.0.1', '0.0.0.0'];
    const spellings = ['2130706433', '127.1', '[::1]', '[fd00::1]', '[::ffff:10.0.0.1]', 'localhost'];
    for (const host of [...hosts, ...spellings]) {
      expect(await allowed(`https://${host}`, 'production'), host).to.equal(false);
    }
  });

  it('takes plain http to this machine on evaluation networks only', async () => {
    expect(await allowed('http://127.0.0.1:8044', 'evaluation')).to.equal(true);
    expect(await allowed('http://127.0.0.1:8044', 'production')).to.equal(false);
    expect(await allowed('http://gateway.example.test', 'evaluation')).to.equal(false);
    expect(await allowed('https://:1', 'evaluation')).to.equal(false);
  });
});
