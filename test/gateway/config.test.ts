import { expect } from 'chai';
import { type Config, readConfig } from '../../gateway/config.js';
import { AppError } from '../../gateway/domain/errors.js';

const SECRET = 'secret-of-the-operator';

/** Everything that production asks for, but for the ledger. */
const PRODUCTION = {
  YINXIN_DOMAIN: '44',
  YINXIN_NAME_ZH: '合成省',
  YINXIN_NAME_EN: 'Synthetic province',
  YINXIN_DATA: '/var/lib/yinxin',
  YINXIN_PUBLIC_URL: 'https://gateway.example',
  YINXIN_KEK_FILE: '/etc/yinxin/kek',
  YINXIN_IDENTIFIER_KEY_FILE: '/etc/yinxin/identifier-key',
  YINXIN_NETWORK: 'a'.repeat(64),
  YINXIN_ISSUERS: JSON.stringify([
    { issuer: 'https://id.example', jwksUri: 'https://id.example/jwks', audience: 'yinxin', tenant: '44' },
  ]),
  LEDGER_DATABASE_URL: `postgres://yinxin:${SECRET}@localhost/ledger`,
  DATABASE_URL: `postgres://yinxin:${SECRET}@localhost/yinxin`,
};
const DEVELOPMENT = { ...PRODUCTION, YINXIN_PROFILE: 'development' };

describe('the configuration', () => {
  it('is read in development with the least that it needs', () => {
    const { YINXIN_PUBLIC_URL, YINXIN_KEK_FILE, YINXIN_IDENTIFIER_KEY_FILE, YINXIN_NETWORK, DATABASE_URL, ...least } =
      DEVELOPMENT;
    const config: Config = readConfig(least);
    expect(config).to.include({ profile: 'development', domain: '44', host: '127.0.0.1', port: 0 });
    expect(config).to.deep.include({ signer: { kind: 'file' }, kek: { by: 'file' } });
    expect(config).not.to.have.any.keys('databaseUrl', 'identifierKeyFile', 'network', 'publicUrl');
  });

  for (const [name, bad] of [
    ['DATABASE_URL', undefined],
    ['YINXIN_KEK_FILE', undefined],
    ['YINXIN_IDENTIFIER_KEY_FILE', undefined],
    ['YINXIN_PUBLIC_URL', undefined],
    ['YINXIN_PUBLIC_URL', 'http://gateway.example'],
    ['YINXIN_NETWORK', undefined],
  ] as const) {
    it(`refuses to start in production with ${name} ${bad === undefined ? 'left out' : 'without TLS'}`, () => {
      const refusal = refused({ ...PRODUCTION, [name]: bad });
      expect(refusal.message).to.contain(name);
    });
  }

  it('refuses the embedded ledger in production', () => {
    expect(refused(PRODUCTION).message).to.contain('embedded ledger');
  });

  it('takes the ledger on Fabric in production, and asks for its connection', () => {
    const fabric = { ...PRODUCTION, LEDGER: 'fabric', LEDGER_DATABASE_URL: undefined };
    expect(refused(fabric).details).to.deep.equal({ names: ['FABRIC_CONNECTION'] });
    const { ledger } = readConfig({ ...fabric, FABRIC_CONNECTION: '/etc/yinxin/fabric.json' });
    expect(ledger).to.deep.equal({ kind: 'fabric', connectionFile: '/etc/yinxin/fabric.json' });
  });

  it('asks the embedded ledger for its database', () => {
    expect(refused({ ...DEVELOPMENT, LEDGER_DATABASE_URL: undefined }).details).to.deep.equal({
      names: ['LEDGER_DATABASE_URL'],
    });
  });

  it('is of production when nobody says otherwise, and when NODE_ENV says so whatever else does', () => {
    expect(readConfig(DEVELOPMENT).profile).to.equal('development');
    expect(refused(PRODUCTION).message).to.contain('in production');
    expect(refused({ ...DEVELOPMENT, NODE_ENV: 'production' }).message).to.contain('in production');
  });

  it('names every variable that is wrong and no value', () => {
    const wrong = {
      YINXIN_PROFILE: SECRET,
      YINXIN_DOMAIN: SECRET,
      YINXIN_PORT: SECRET,
      YINXIN_ISSUERS: SECRET,
      YINXIN_NETWORK: SECRET,
      YINXIN_PUBLIC_URL: SECRET,
      LEDGER: SECRET,
      LEDGER_DATABASE_URL: SECRET,
      DATABASE_URL: SECRET,
    };
    const refusal = refused({ ...DEVELOPMENT, ...wrong });
    for (const name of Object.keys(wrong)) expect(refusal.message).to.contain(name);
    expect(JSON.stringify([refusal.message, refusal.details])).not.to.contain(SECRET);
  });

  it('takes issuers that are whole and no others', () => {
    for (const issuers of ['[]', '{}', '[{}]', '[{"issuer":"a"}]', 'null']) {
      expect(refused({ ...DEVELOPMENT, YINXIN_ISSUERS: issuers }).message, issuers).to.contain('YINXIN_ISSUERS');
    }
  });
});

function refused(env: Record<string, string | undefined>): AppError {
  try {
    readConfig(env);
  } catch (error) {
    if (error instanceof AppError && error.code === 'CONFIGURATION_INVALID') return error;
    throw error;
  }
  throw new Error('was accepted');
}
