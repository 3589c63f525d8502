import { createECDH, generateKeyPairSync } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { importForeignKey } from '../../../pki/path/native-signatures.js';
import { refuseEcTyped } from '../../../pki/sm2/native.js';
import { Sm2PrivateKey } from '../../../pki/sm2/private-key.js';
import { Sm2PublicKey } from '../../../pki/sm2/public-key.js';
import { pkiCode } from '../../support/pki-error.js';
import * as reference from '../../support/sm2-reference.js';
import * as vector from '../../support/sm2-vector.js';

const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text.replaceAll(' ', ''), 'hex'));
const pki = join(import.meta.dirname, '../../../../pki');
const spki = Sm2PublicKey.fromPoint(vector.point).spki;

/** The template of an SM2 PKCS#8 with any scalar and public key. */
function pkcs8(d: bigint, point: Uint8Array): Uint8Array {
  return Uint8Array.from([
    ...hex('308187020100301306072a8648ce3d020106082a811ccf5501822d046d306b0201010420'),
    ...reference.bytes32(d % (1n << 256n)),
    ...hex('a144034200'),
    ...point,
  ]);
}

/** Every file of pki/ with its text. */
function sources(): { name: string; text: string }[] {
  return readdirSync(pki, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => ({ name, text: readFileSync(join(pki, name), 'utf8') }));
}

describe('hazards of SM2 in node', () => {
  it('H1: a key that node types ec, which would sign ECDSA, is refused', () => {
    const generated = generateKeyPairSync('ec', { namedCurve: 'SM2' });
    expect(pkiCode(() => refuseEcTyped(generated.privateKey))).to.equal('SM2_KEY_INVALID');
    expect(pkiCode(() => refuseEcTyped(generated.publicKey))).to.equal('SM2_KEY_INVALID');
  });

  it('H1: a generated key signs SM2 by the reference, not ECDSA', () => {
    const key = Sm2PrivateKey.generate();
    const raw = key.signRaw(vector.message);
    const parts = { r: reference.toBigInt(raw.subarray(0, 32)), s: reference.toBigInt(raw.subarray(32)) };
    expect(reference.verify(key.publicKey.point, vector.message, parts)).to.equal(true);
  });

  it('H2: a signature with an empty user id does not verify', () => {
    const empty = reference.sign(vector.d, vector.k, vector.message, '');
    const raw = Uint8Array.from([...reference.bytes32(empty?.r ?? 0n), ...reference.bytes32(empty?.s ?? 0n)]);
    expect(Sm2PublicKey.fromPoint(vector.point).verifyRaw(vector.message, raw)).to.equal(false);
  });

  it('H2: only sm2/native.ts calls the signing functions of node:crypto', () => {
    const oneShot = /\bcrypto\s*\.\s*(sign|verify|createSign|createVerify)\b/;
    const imported = /import\s*\{[^}]*\b(sign|verify|createSign|createVerify)\b[^}]*\}\s*from\s*'node:crypto'/;
    const users = sources().filter(({ text }) => oneShot.test(text) || imported.test(text));
    // The other one judges signatures of other algorithms, and takes no SM2 key: see the next test.
    const foreign = join('path', 'native-signatures.ts');
    expect(users.map(({ name }) => name)).to.deep.equal([foreign, join('sm2', 'native.ts')]);
    const isOneShot = (text: string) => /import\s*\{[^}]*\b(sign|verify)\b[^}]*\}/.test(text);
    expect(users.filter(({ text }) => isOneShot(text)).map(({ name }) => name)).to.deep.equal([foreign]);
    expect(sources().some(({ text }) => /import\s*\{[^}]*\bsign\b[^}]*\}\s*from\s*'node:crypto'/.test(text))).to.equal(
      false,
    );
  });

  it('H2: an SM2 key never reaches the one-shot call of the other algorithms, however its curve is written', () => {
    for (const paramEncoding of ['named', 'explicit'] as const) {
      const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'SM2', paramEncoding });
      const spki = publicKey.export({ format: 'der', type: 'spki' });
      const key = importForeignKey(spki);
      expect(key?.curve, paramEncoding).to.equal(undefined);
      if (paramEncoding === 'named') expect(key).to.equal(undefined);
    }
  });

  it('H3: d = n - 1, with which signing never returns, is refused before OpenSSL sees it', () => {
    const d = reference.n - 1n;
    expect(pkiCode(() => Sm2PrivateKey.fromScalar(reference.bytes32(d)))).to.equal('SM2_KEY_INVALID');
    expect(pkiCode(() => Sm2PrivateKey.fromPkcs8(pkcs8(d, reference.publicPoint(d))))).to.equal('SM2_KEY_INVALID');
  });

  it('H3: d = n - 2 and d = 1, the last ones allowed, sign', () => {
    for (const d of [reference.n - 2n, 1n]) {
      const key = Sm2PrivateKey.fromScalar(reference.bytes32(d));
      expect(key.publicKey.verifyRaw(vector.message, key.signRaw(vector.message))).to.equal(true);
    }
  });

  for (const [name, d] of Object.entries({
    '0': 0n,
    n: reference.n,
    'n + 1': reference.n + 1n,
    '2^256 - 1': (1n << 256n) - 1n,
  })) {
    it(`H4: d = ${name} is refused`, () => {
      expect(pkiCode(() => Sm2PrivateKey.fromScalar(reference.bytes32(d)))).to.equal('SM2_KEY_INVALID');
      expect(pkiCode(() => Sm2PrivateKey.fromPkcs8(pkcs8(d, vector.point)))).to.equal('SM2_KEY_INVALID');
    });
  }

  it('H4: a scalar of other than 32 bytes is refused', () => {
    for (const length of [0, 31, 33, 64]) {
      expect(pkiCode(() => Sm2PrivateKey.fromScalar(new Uint8Array(length).fill(1)))).to.equal('SM2_KEY_INVALID');
    }
  });

  it('H4: a public key that is not the scalar’s is refused', () => {
    expect(Sm2PrivateKey.fromPkcs8(pkcs8(vector.d, vector.point)).publicKey.point).to.deep.equal(vector.point);
    const other = pkcs8(vector.d, reference.publicPoint(vector.d + 1n));
    expect(pkiCode(() => Sm2PrivateKey.fromPkcs8(other))).to.equal('SM2_KEY_INVALID');
  });

  it('H5: no file of pki/ imports a JWK, and a JWK is not taken for DER', () => {
    expect(sources().filter(({ text }) => /['"]jwk['"]/.test(text))).to.deep.equal([]);
    const jwk = Uint8Array.from(Buffer.from('{"kty":"EC","crv":"SM2","x":"AA","y":"AA","d":"AA"}'));
    expect(pkiCode(() => Sm2PrivateKey.fromPkcs8(jwk))).to.equal('SM2_KEY_INVALID');
    expect(pkiCode(() => Sm2PublicKey.fromSpki(jwk))).to.equal('SM2_KEY_INVALID');
  });

  it('H6: keys leave as PKCS#8 only', () => {
    expect(sources().filter(({ text }) => /['"]sec1['"]/.test(text))).to.deep.equal([]);
    expect(Sm2PrivateKey.fromScalar(reference.bytes32(vector.d)).toPkcs8()).to.deep.equal(
      pkcs8(vector.d, vector.point),
    );
  });

  it('H7: compressed, hybrid and explicit-parameter SPKI are refused', () => {
    const ecdh = createECDH('SM2');
    ecdh.setPrivateKey(reference.bytes32(vector.d));
    const header = '3013 0607 2a8648ce3d0201 0608 2a811ccf5501822d';
    const compressed = [...hex(`3039 ${header} 032200`), ...ecdh.getPublicKey(null, 'compressed')];
    const hybrid = [...hex(`3059 ${header} 034200`), ...ecdh.getPublicKey(null, 'hybrid')];
    const explicit = generateKeyPairSync('ec', {
      namedCurve: 'SM2',
      paramEncoding: 'explicit',
      publicKeyEncoding: { type: 'spki', format: 'der' },
      privateKeyEncoding: { type: 'pkcs8', format: 'der' },
    });
    expect(compressed).to.have.length(59);
    expect(hybrid).to.have.length(91);
    for (const form of [compressed, hybrid, explicit.publicKey]) {
      expect(pkiCode(() => Sm2PublicKey.fromSpki(Uint8Array.from(form)))).to.equal('SM2_KEY_INVALID');
    }
    expect(pkiCode(() => Sm2PrivateKey.fromPkcs8(explicit.privateKey))).to.equal('SM2_KEY_INVALID');
    expect(pkiCode(() => Sm2PublicKey.fromSpki(Uint8Array.from([...spki, 0])))).to.equal('SM2_KEY_INVALID');
    expect(Sm2PublicKey.fromSpki(spki).point).to.deep.equal(vector.point);
  });

  it('H7: one changed bit before the point is refused', () => {
    for (let bit = 0; bit < 27 * 8; bit += 1) {
      const changed = Uint8Array.from(spki);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(pkiCode(() => Sm2PublicKey.fromSpki(changed))).to.equal('SM2_KEY_INVALID');
    }
  });

  it('H8: a P-256 key is refused, so no ECDSA with SM3 can pass for SM2', () => {
    const p256 = generateKeyPairSync('ec', {
      namedCurve: 'P-256',
      publicKeyEncoding: { type: 'spki', format: 'der' },
      privateKeyEncoding: { type: 'pkcs8', format: 'der' },
    });
    expect(p256.publicKey).to.have.length(91);
    expect(pkiCode(() => Sm2PublicKey.fromSpki(p256.publicKey))).to.equal('SM2_KEY_INVALID');
    expect(pkiCode(() => Sm2PublicKey.fromPoint(p256.publicKey.subarray(26)))).to.equal('SM2_KEY_INVALID');
    expect(pkiCode(() => Sm2PrivateKey.fromPkcs8(p256.privateKey))).to.equal('SM2_KEY_INVALID');
  });

  it('H9: a SEC1 key, which some tools write in place of PKCS#8, is refused', () => {
    const sec1 = Uint8Array.from([
      ...hex('3077020101 0420'),
      ...reference.bytes32(vector.d),
      ...hex('a00a06082a811ccf5501822d a144034200'),
      ...vector.point,
    ]);
    expect(pkiCode(() => Sm2PrivateKey.fromPkcs8(sec1))).to.equal('SM2_KEY_INVALID');
  });
});
