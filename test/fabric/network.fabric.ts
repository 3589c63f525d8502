import { execFile } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expect } from 'chai';
import { createCaEnrolment } from '../../gateway/ledger/fabric/enrolment/ca-enrolment.js';
import type { Registration } from '../../gateway/ledger/fabric/enrolment/enrolment.js';
import type { NetworkStatus } from '../../network/commands/status.js';
import { createNetworkControl, readSupervisor } from '../../network/control.js';
import { identityOf } from '../../network/support/process-identity.js';
import { isFree } from '../../network/topology/free-ports.js';
import { layoutOf } from '../../network/topology/layout.js';
import { networkCode } from '../support/network-error.js';

const MAIN = join(import.meta.dirname, '../../network/main.js');

/** One network from its first `up` to its last `down`; the steps build on each other. */
describe('a network of three provinces', function () {
  this.timeout(300_000);
  let data: string;
  const ports = new Set<number>();
  before(async () => {
    data = await mkdtemp(join(tmpdir(), 'yinxin-fabric-'));
    const { stdout, stderr } = await run('up');
    expect(stdout, stderr).to.contain('is formed and ready');
  });
  after(async () => {
    await run('down');
    await rm(data, { recursive: true });
  });

  function run(command: string, ...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
    return new Promise((resolve) => {
      execFile(process.execPath, [MAIN, command, '--data', data, ...args], (error, stdout, stderr) => {
        resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr });
      });
    });
  }
  async function status(): Promise<NetworkStatus> {
    const answer: NetworkStatus = JSON.parse((await run('status', '--json')).stdout);
    for (const province of answer.provinces) for (const port of Object.values(province.ports)) ports.add(port);
    return answer;
  }
  async function statusWhen(asked: (now: NetworkStatus) => boolean): Promise<NetworkStatus> {
    for (;;) {
      const now = await status();
      if (asked(now)) return now;
      await wait(100);
    }
  }
  const connectionOf = (domain: string) =>
    JSON.parse(readFileSync(layoutOf(data).province({ domain }).gatewayConnection, 'utf8'));
  const authorities = (domain: string) => {
    const { url, name, tlsName, trustedRoots, secretFile } = connectionOf(domain).certificateAuthority;
    return {
      members: createCaEnrolment({ url, name, trustedRoots }),
      tls: createCaEnrolment({ url, name: tlsName, trustedRoots }),
      gatewaySecret: readFileSync(secretFile, 'utf8'),
    };
  };

  it('has joined three peers to one channel, and its orderers have a leader', async () => {
    const now = await status();
    expect(now.state).to.equal('running');
    expect(now.ledger).to.match(/^[0-9a-f]{64}$/);
    expect(now.provinces.map(({ peer }) => peer.joined)).to.deep.equal([true, true, true]);
    expect(new Set(now.provinces.flatMap(({ peer, orderer }) => [peer.height, orderer.height])).size).to.equal(1);
    expect(now.raftLeader).to.be.oneOf(['44', '43', '52']);
    expect(now.processes.map(({ state }) => state)).to.deep.equal(Array.from({ length: 12 }, () => 'running'));
    expect(now.certificates.filter(({ soon }) => soon)).to.deep.equal([]);
    expect(now.certificates).to.have.length(36);
  });

  it('runs already when it is started a second time', async () => {
    const { code, stdout } = await run('up');
    expect([code, stdout]).to.deep.equal([0, 'the network runs already\n']);
  });

  it('gives each gateway a connection of its own, and its secret in a file for nobody else', () => {
    for (const domain of ['44', '43', '52']) {
      const { certificateAuthority, ...connection } = connectionOf(domain);
      expect(connection).to.include({ channel: 'trust', chaincode: 'yinxin', domain });
      expect(connection.otherPeers).to.have.length(2);
      expect(connection.otherPeers).not.to.deep.include(connection.peer);
      expect(statSync(certificateAuthority.secretFile).mode & 0o777).to.equal(0o600);
    }
  });

  it('enrols a gateway with its role and domain in the certificate, and again when that is about to end', async () => {
    const { members, tls, gatewaySecret: secret } = authorities('43');
    const first = await members.enrol({ id: 'gateway', secret });
    const again = await members.reenrol(first);
    expect(again.keyPem).not.to.equal(first.keyPem);
    for (const { certificatePem } of [first, again]) {
      const certificate = new X509Certificate(certificatePem);
      expect(certificate.subject).to.contain('CN=gateway').and.to.contain('OU=client');
      expect(certificate.raw.toString('latin1')).to.contain('"role":"gateway"').and.to.contain('"domain":"43"');
    }
    const server = await tls.reenrol(await tls.enrol({ id: 'gateway', secret }), ['localhost', '127.0.0.1']);
    const { subjectAltName, keyUsage } = new X509Certificate(server.certificatePem);
    expect(subjectAltName).to.equal('DNS:localhost, IP Address:127.0.0.1');
    // Extended key usages: server and client authentication.
    expect(keyUsage).to.include.members(['1.3.6.1.5.5.7.3.1', '1.3.6.1.5.5.7.3.2']);
  });

  it('enrols nobody with a wrong secret', async () => {
    const refusal = await authorities('44')
      .members.enrol({ id: 'gateway', secret: 'wrong' })
      .catch((error: unknown) => error);
    expect(refusal).to.include({ code: 'CA_REFUSED' });
  });

  it("lets a gateway's registrar make clients, with a role and a domain, and nothing else", async () => {
    const { members } = authorities('44');
    const secret = await readFile(layoutOf(data).province({ domain: '44' }).registrarSecret, 'utf8');
    const registrar = await members.enrol({ id: 'gateway-registrar', secret });
    expect(await members.register({ id: 'viewer', role: 'client', attributes: { role: 'viewer' } }, registrar)).to.be.a(
      'string',
    );
    const forbidden: readonly Registration[] = [
      { id: 'a', role: 'peer' },
      { id: 'b', role: 'admin' },
      { id: 'c', role: 'client', attributes: { authority: 'any' } },
      { id: 'd', role: 'client', attributes: { 'hf.Registrar.Roles': 'client' } },
      { id: 'e', role: 'client', affiliation: '.' },
    ];
    for (const registration of forbidden) {
      const refusal = await members.register(registration, registrar).catch((error: unknown) => error);
      expect(refusal, registration.id).to.include({ code: 'CA_REFUSED' });
    }
    const gateway = await members.enrol({ id: 'gateway', secret: authorities('44').gatewaySecret });
    const refusal = await members.register({ id: 'f', role: 'client' }, gateway).catch((error: unknown) => error);
    expect(refusal).to.include({ code: 'CA_REFUSED' });
  });

  it('starts a killed peer again, which is back in the channel', async () => {
    const control = createNetworkControl(data);
    const pidOf = async () => (await control.listProcesses()).find(({ name }) => name === 'peer-43')?.pid;
    const before = await pidOf();
    await control.kill('peer-43', 'SIGKILL');
    const killedAt = performance.now();
    for (let pid = before; pid === before || pid === undefined; pid = await pidOf()) await wait(20);
    expect(performance.now() - killedAt).to.be.below(2_000);
    const now = await statusWhen(({ state }) => state === 'running');
    expect(now.provinces.every(({ peer }) => peer.joined)).to.equal(true);
  });

  it('keeps a process down for as long as that is wanted', async () => {
    const control = createNetworkControl(data);
    await control.stop('orderer-52');
    const down = await status();
    expect(down.state).to.equal('degraded');
    expect(down.provinces.find(({ domain }) => domain === '52')?.orderer.healthy).to.equal(false);
    await control.start('orderer-52');
    await statusWhen(({ state }) => state === 'running');
    expect(await networkCode(control.kill('peer-99', 'SIGKILL'))).to.equal('PROCESS_UNKNOWN');
  });

  it('is found again when its supervisor was killed, with the blocks it had', async () => {
    const before = await status();
    process.kill(before.supervisor?.pid ?? 0, 'SIGKILL');
    await wait(100);
    expect((await status()).state).to.equal('unsupervised');
    expect(await networkCode(createNetworkControl(data).listProcesses())).to.equal('NETWORK_STOPPED');
    const { stdout, stderr } = await run('up');
    expect(stdout, stderr).to.contain('is ready');
    const now = await status();
    expect(now.provinces[0]?.peer.height).to.equal(before.provinces[0]?.peer.height);
    expect(now.ledger).to.equal(before.ledger);
    for (const { pid } of before.processes) {
      expect(now.processes.map((one) => one.pid)).not.to.include(pid);
    }
  });

  it('takes another version of the chaincode', async () => {
    const { stdout, stderr } = await run('upgrade');
    expect(stdout, stderr).to.contain('sequence 2');
    const now = await statusWhen(({ state }) => state === 'running');
    expect(now.chaincode).to.deep.equal({ name: 'yinxin', version: '2', sequence: 2 });
    expect(now.processes.map(({ name }) => name))
      .to.include('chaincode-44-2')
      .and.not.to.include('chaincode-44');
  });

  it('admits a fourth province, with its own orderer, and endorses by three of four from then on', async () => {
    const { code, stderr } = await run('add-org', '--domain', '45', '--name', 'Guangxi');
    expect(code, stderr).to.equal(0);
    const now = await statusWhen(
      ({ state, provinces }) => state === 'running' && provinces[3]?.orderer.height !== null,
    );
    expect(now.provinces.map(({ mspId }) => mspId)).to.include('GuangxiMSP');
    expect(new Set(now.provinces.flatMap(({ peer, orderer }) => [peer.height, orderer.height])).size).to.equal(1);
    expect(now.chaincode.sequence).to.equal(3);
    expect(connectionOf('44').otherPeers).to.have.length(3);
    const again = await run('add-org', '--domain', '45', '--name', 'Guangxi');
    expect(again.stderr).to.contain('PROVINCE_KNOWN');
  });

  it('leaves no process and no port behind', async () => {
    const { processes } = await status();
    const supervisor = readSupervisor(layoutOf(data).supervisor);
    if (supervisor === undefined) throw new Error('there is no supervisor');
    const running = [supervisor.file, ...supervisor.file.processes];
    expect(running).to.have.length(processes.length + 1);
    expect((await run('down')).stdout).to.equal('the network is down\n');
    for (const { pid, identity } of running) expect(identityOf(pid)).not.to.equal(identity);
    for (const port of ports) expect(await isFree(port), String(port)).to.equal(true);
    expect((await run('status', '--json')).code).to.equal(1);
    expect((await run('down')).stdout).to.equal('no network ran\n');
  });
});
