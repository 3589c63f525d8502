import { expect } from 'chai';
import { readConfig } from '../../gateway/config.js';
import { AppError } from '../../gateway/domain/errors.js';
import { readSignerConfig } from '../../gateway/signer-config.js';

const REMOTE = {
  SIGNER: 'remote',
  SIGNER_REMOTE_URL: 'https://signer.example:8443',
  SIGNER_REMOTE_CERT_FILE: '/etc/yinxin/gateway.pem',
  SIGNER_REMOTE_KEY_FILE: '/etc/yinxin/gateway.key',
  SIGNER_REMOTE_CA_FILE: '/etc/yinxin/ca.pem',
};
const SDF = { SIGNER: 'sdf', SIGNER_SDF_MODULE: '/opt/sdf.so', SIGNER_SDF_KEYS_FILE: '/etc/yinxin/sdf.json' };
const TOKEN = {
  SIGNER_KEK: 'pkcs11',
  SIGNER_PKCS11_MODULE: '/opt/p11.so',
  SIGNER_PKCS11_TOKEN: 'synthetic',
  SIGNER_PKCS11_PIN_FILE: '/etc/yinxin/pin',
};

describe('the configuration of the keys', () => {
  it('is files under a key encryption key in a file, unless it says otherwise', () => {
    expect(readSignerConfig({})).to.deep.equal({ signer: { kind: 'file' }, kek: { by: 'file' } });
    expect(readSignerConfig({ YINXIN_KEK_FILE: '/kek' }).kek).to.deep.equal({ by: 'file', path: '/kek' });
  });

  it('names a remote signer, a device, a passphrase and a token', () => {
    expect(readSignerConfig(REMOTE).signer).to.deep.include({ kind: 'remote', timeoutMs: 10_000 });
    expect(readSignerConfig(SDF).signer).to.deep.include({ kind: 'sdf', module: '/opt/sdf.so' });
    expect(readSignerConfig({ SIGNER_KEK: 'passphrase', SIGNER_PASSPHRASE_FILE: '/p' }).kek).to.deep.equal({
      by: 'passphrase',
      file: '/p',
    });
    expect(readSignerConfig(TOKEN).kek).to.deep.include({ by: 'pkcs11', label: 'yinxin-kek' });
  });

  for (const [what, env, names] of [
    ['an unknown signer', { SIGNER: 'cloud' }, ['SIGNER']],
    ['an unknown key encryption key', { SIGNER_KEK: 'none' }, ['SIGNER_KEK']],
    ['a remote signer over http', { ...REMOTE, SIGNER_REMOTE_URL: 'http://signer.example' }, ['SIGNER_REMOTE_URL']],
    [
      'a remote signer below a path',
      { ...REMOTE, SIGNER_REMOTE_URL: 'https://signer.example/x' },
      ['SIGNER_REMOTE_URL'],
    ],
    [
      'a remote signer with a password',
      { ...REMOTE, SIGNER_REMOTE_URL: 'https://a:b@signer.example' },
      ['SIGNER_REMOTE_URL'],
    ],
    [
      'a remote signer without certificates',
      { SIGNER: 'remote', SIGNER_REMOTE_URL: REMOTE.SIGNER_REMOTE_URL },
      ['SIGNER_REMOTE_CERT_FILE', 'SIGNER_REMOTE_KEY_FILE', 'SIGNER_REMOTE_CA_FILE'],
    ],
    ['no time at all', { ...REMOTE, SIGNER_REMOTE_TIMEOUT_MS: '0' }, ['SIGNER_REMOTE_TIMEOUT_MS']],
    ['a device without its keys', { ...SDF, SIGNER_SDF_KEYS_FILE: undefined }, ['SIGNER_SDF_KEYS_FILE']],
    ['a passphrase without its file', { SIGNER_KEK: 'passphrase' }, ['SIGNER_PASSPHRASE_FILE']],
    ['a token without its PIN', { ...TOKEN, SIGNER_PKCS11_PIN_FILE: undefined }, ['SIGNER_PKCS11_PIN_FILE']],
    ['a label of a token that is too long', { ...TOKEN, SIGNER_PKCS11_TOKEN: 'x'.repeat(33) }, ['SIGNER_PKCS11_TOKEN']],
  ] as const) {
    it(`is refused with ${what}, by the names of the variables`, () => {
      try {
        readSignerConfig(env);
        expect.fail('not refused');
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        expect(error.code).to.equal('CONFIGURATION_INVALID');
        expect(error.details).to.deep.equal({ names });
      }
    });
  }

  it('needs no file of a key encryption key in production where something else keeps it', () => {
    const production = {
      YINXIN_DOMAIN: '44',
      YINXIN_NAME_ZH: '合成省',
      YINXIN_NAME_EN: 'Synthetic province',
      YINXIN_DATA: '/var/lib/yinxin',
      YINXIN_PUBLIC_URL: 'https://gateway.example',
      YINXIN_IDENTIFIER_KEY_FILE: '/etc/yinxin/identifier-key',
      YINXIN_NETWORK: 'a'.repeat(64),
      YINXIN_ISSUERS: JSON.stringify([
        { issuer: 'https://id.example', jwksUri: 'https://id.example/jwks', audience: 'yinxin', tenant: '44' },
      ]),
      DATABASE_URL: 'postgres://yinxin@localhost/yinxin',
      LEDGER: 'fabric',
      FABRIC_CONNECTION: '/etc/yinxin/fabric.json',
    };
    expect(readConfig({ ...production, ...TOKEN }).kek.by).to.equal('pkcs11');
    expect(() => readConfig(production))
      .to.throw(AppError)
      .with.property('message')
      .that.includes('YINXIN_KEK_FILE');
  });
});
