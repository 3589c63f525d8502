import { execFileSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { BUILDER_SCRIPTS, renderBuilderClient } from '../../network/render/builder.js';
import { renderCaServer } from '../../network/render/ca-server.js';
import { renderConfigtx } from '../../network/render/configtx.js';
import { renderCore } from '../../network/render/core.js';
import { renderMspConfig } from '../../network/render/msp-config.js';
import { renderOrderer } from '../../network/render/orderer.js';
import { layoutOf } from '../../network/topology/layout.js';
import { FABRIC_LINES, type Network } from '../../network/topology/network.js';
import type { Province } from '../../network/topology/province.js';
import { sampleNetwork } from './sample-network.js';

const layout = layoutOf('/data');
const first = ({ provinces: [province] }: Network): Province => {
  if (province === undefined) throw new TypeError('no province');
  return province;
};

describe('a configuration', () => {
  for (const fabric of FABRIC_LINES) {
    it(`of Fabric ${fabric} holds absolute paths only, and every port of the province that listens once`, () => {
      const network = sampleNetwork(fabric);
      const province = first(network);
      const files = [renderOrderer(network, province, layout), renderCore(network, province, layout, 'peer')];
      const { orderer, ordererOperations, peer, peerChaincode, peerOperations } = province.ports;
      for (const port of [orderer, ordererOperations, peer, peerChaincode, peerOperations]) {
        expect(files.join(''), String(port)).to.contain(String(port));
      }
      for (const text of files) {
        for (const [, path] of text.matchAll(/"((?:\.\.?\/)[^"]*)"/g)) expect.fail(`relative: ${path}`);
        expect(JSON.parse(text)).to.be.an('object');
      }
    });
  }

  it('of an orderer: 2.1 begins with a system channel, 2.5 with none and an administrator’s port', () => {
    const [old, late] = FABRIC_LINES.map((fabric) => {
      const network = sampleNetwork(fabric);
      return JSON.parse(renderOrderer(network, first(network), layout));
    });
    expect(old.General).to.include({
      BootstrapMethod: 'file',
      BootstrapFile: '/data/provinces/44/orderer/bootstrap.block',
      LocalMSPID: 'GuangdongOrdererMSP',
    });
    expect(old).not.to.have.any.keys('ChannelParticipation', 'Admin');
    expect(late.General.BootstrapMethod).to.equal('none');
    expect(late.General).not.to.have.property('BootstrapFile');
    expect(late.ChannelParticipation.Enabled).to.equal(true);
    expect(late.Admin.ListenAddress).to.equal(`127.0.0.1:${first(sampleNetwork()).ports.ordererAdmin}`);
    expect(late.Admin.TLS).to.include({ Enabled: true, ClientAuthRequired: true });
  });

  it('of an orderer asks every caller for a certificate of one of the provinces', () => {
    const network = sampleNetwork();
    const { TLS } = JSON.parse(renderOrderer(network, first(network), layout)).General;
    expect(TLS).to.include({ Enabled: true, ClientAuthRequired: true });
    expect(TLS.ClientRootCAs).to.deep.equal(
      ['44', '43', '52'].map((one) => `/data/provinces/${one}/ca/tls/ca-cert.pem`),
    );
  });

  it('of a peer: 2.5 has a gateway, snapshots and their limits besides', () => {
    const [old, late] = FABRIC_LINES.map((fabric) => {
      const network = sampleNetwork(fabric);
      return JSON.parse(renderCore(network, first(network), layout, 'peer'));
    });
    expect(old.peer).not.to.have.property('gateway');
    expect(old.ledger).not.to.have.property('snapshots');
    expect(late.peer.gateway.enabled).to.equal(true);
    expect(late.peer.limits.concurrency.gatewayService).to.equal(500);
    expect(late.ledger.snapshots.rootDir).to.equal('/data/provinces/44/peer/snapshots');
    for (const one of [old, late]) {
      // With a `vm` the health check would ask for Docker; fabric-shim ends on a KEEPALIVE.
      expect(one).not.to.have.property('vm');
      expect(one.chaincode.keepalive).to.equal(0);
      expect(one.peer.tls).to.include({ enabled: true, clientAuthRequired: true });
    }
  });

  it('of a peer sends it to its own orderer, whichever is chosen', () => {
    const network = sampleNetwork();
    for (const province of network.provinces) {
      const { addressOverrides } = JSON.parse(renderCore(network, province, layout, 'peer')).peer.deliveryclient;
      const others = network.provinces.filter((one) => one !== province);
      expect(addressOverrides).to.deep.equal(
        others.map((one) => ({
          from: `localhost:${one.ports.orderer}`,
          to: `localhost:${province.ports.orderer}`,
          caCertsFile: `/data/provinces/${province.domain}/ca/tls/ca-cert.pem`,
        })),
      );
    }
  });

  it('of administrators differs from the peer’s in who speaks', () => {
    const network = sampleNetwork();
    const own = (who: 'peer' | 'admin' | 'ordererAdmin') => {
      const { localMspId, mspConfigPath, tls } = JSON.parse(renderCore(network, first(network), layout, who)).peer;
      return [localMspId, mspConfigPath, tls.clientKey.file];
    };
    const home = '/data/provinces/44';
    expect(own('peer')).to.deep.equal(['GuangdongMSP', `${home}/peer/msp`, `${home}/peer/tls/key.pem`]);
    expect(own('admin')).to.deep.equal(['GuangdongMSP', `${home}/admin/msp`, `${home}/admin/tls/key.pem`]);
    expect(own('ordererAdmin')).to.deep.equal([
      'GuangdongOrdererMSP',
      `${home}/orderer-admin/msp`,
      `${home}/admin/tls/key.pem`,
    ]);
  });

  it('of the channel: three consenters, a majority for every change, blocks cut as the network says', () => {
    const { Profiles } = JSON.parse(renderConfigtx({ ...sampleNetwork(), batchTimeout: '100ms' }, layout));
    const { Orderer, Consortiums } = Profiles.Genesis;
    expect(Orderer).to.include({ OrdererType: 'etcdraft', BatchTimeout: '100ms' });
    expect(Orderer.EtcdRaft.Consenters).to.have.length(3);
    expect(Orderer.EtcdRaft.Options.TickInterval).to.equal('100ms');
    expect(Consortiums.Trust.Organizations).to.deep.equal(Profiles.Channel.Application.Organizations);
    expect(Profiles.Channel.Application.Policies.Admins).to.deep.equal({
      Type: 'ImplicitMeta',
      Rule: 'MAJORITY Admins',
    });
    expect(Profiles.Channel.Application.Organizations[1]).to.deep.include({
      Name: 'HunanMSP',
      ID: 'HunanMSP',
      MSPDir: '/data/provinces/43/msp/peers',
    });
    expect(Profiles.Channel.Application.Organizations[1].Policies.Endorsement).to.deep.equal({
      Type: 'Signature',
      Rule: "OR('HunanMSP.peer')",
    });
  });

  it('of the channel: only 2.5 knows the capability V2_5, and only of applications', () => {
    const capabilities = FABRIC_LINES.map((fabric) => {
      const { ChannelBlock } = JSON.parse(renderConfigtx(sampleNetwork(fabric), layout)).Profiles;
      return [ChannelBlock, ChannelBlock.Orderer, ChannelBlock.Application].map((one) => one.Capabilities);
    });
    expect(capabilities).to.deep.equal([
      [{ V2_0: true }, { V2_0: true }, { V2_0: true }],
      [{ V2_0: true }, { V2_0: true }, { V2_5: true }],
    ]);
  });

  it('of the authorities: three of a province, one of them the server’s own, all TLS certificates from one', () => {
    const province = first(sampleNetwork());
    const { main, orderer, tls } = renderCaServer(province, 'secret of the registrar');
    const [mainFile, ordererFile, tlsFile] = [main, orderer, tls].map((text) => JSON.parse(text));
    expect([mainFile, ordererFile, tlsFile].map((one) => one.ca.name)).to.deep.equal([
      'ca-44',
      'orderer-ca-44',
      'tls-44',
    ]);
    expect(mainFile.cafiles).to.have.length(2);
    expect(mainFile).to.include({ address: '127.0.0.1', port: province.ports.ca });
    expect(mainFile.tls.enabled).to.equal(true);
    expect(mainFile.signing.default.usage).to.deep.equal(['digital signature']);
    expect(tlsFile.signing.default.usage).to.include.members(['server auth', 'client auth']);
    expect(mainFile.registry.identities).to.have.length(1);
    expect(mainFile.registry.identities[0].pass).to.equal('secret of the registrar');
  });

  it('of an MSP tells its members apart by their organisational unit', () => {
    const { NodeOUs } = JSON.parse(renderMspConfig());
    expect(NodeOUs.Enable).to.equal(true);
    for (const unit of ['Client', 'Peer', 'Admin', 'Orderer']) {
      expect(NodeOUs[`${unit}OUIdentifier`].OrganizationalUnitIdentifier).to.equal(unit.toLowerCase());
    }
  });
});

describe('the external builder', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'yinxin-builder-'));
    await Promise.all(['bin', 'source', 'metadata', 'output', 'release'].map((one) => mkdir(join(folder, one))));
    for (const [name, script] of Object.entries(BUILDER_SCRIPTS)) {
      await writeFile(join(folder, 'bin', name), script);
      await chmod(join(folder, 'bin', name), 0o755);
    }
  });
  after(() => rm(folder, { recursive: true }));
  const run = (name: string, ...args: string[]) =>
    execFileSync(
      join(folder, 'bin', name),
      args.map((one) => join(folder, one)),
      { stdio: 'pipe' },
    );

  it('takes packages of services and no others', async () => {
    await writeFile(join(folder, 'metadata/metadata.json'), '{"path":"","type":"ccaas","label":"yinxin_1"}');
    run('detect', 'source', 'metadata');
    await writeFile(join(folder, 'metadata/metadata.json'), '{"path":"","type":"golang","label":"ccaas"}');
    expect(() => run('detect', 'source', 'metadata')).to.throw();
  });

  it('joins the package’s connection to the peer’s own client pair', async () => {
    const connection = { address: 'localhost:1', dial_timeout: '3s', tls_required: true, root_cert: 'a\nb' };
    await writeFile(join(folder, 'source/connection.json'), JSON.stringify(connection, null, 2));
    await writeFile(join(folder, 'client.json'), renderBuilderClient('certificate\n', 'key\n'));
    run('build', 'source', 'metadata', 'output');
    run('release', 'output', 'release');
    const released = await readFile(join(folder, 'release/chaincode/server/connection.json'), 'utf8');
    expect(JSON.parse(released)).to.deep.equal({
      ...connection,
      client_auth_required: true,
      client_cert: 'certificate\n',
      client_key: 'key\n',
    });
  });

  it('builds nothing without a connection', () => {
    expect(() => run('build', 'metadata', 'metadata', 'output')).to.throw();
  });
});
