import { expect } from 'chai';
import { readCrl } from '../../pki/crl/read-crl.js';
import { readPathCertificate } from '../../pki/path/certificate.js';
import type { SealOrder } from '../../pki/ses/build-seal.js';
import type { SealSignatureOrder } from '../../pki/ses/build-seal-signature.js';
import { readSesObject } from '../../pki/ses/read-file.js';
import { judgeSeal } from '../../pki/ses/verdict/judge-seal.js';
import { judgeSealSignature, type SealSignatureVerdict } from '../../pki/ses/verdict/judge-seal-signature.js';
import { createPathTrust } from '../../pki/ses/verdict/path-trust.js';
import { NO_TRUST, TOLERANT_POLICY } from '../../pki/ses/verdict/question.js';
import { sm3 } from '../../pki/sm3.js';
import { type Issued, issue } from '../pki/support/test-domain.js';
import { ask, type Fields, make } from './support/engines.js';
import { cell, type Verdict } from './support/matrix.js';
import { createRandom, seed } from './support/random.js';
import { type SealEngine, seconds, verdictOfSealAndMaker, verdictOfSealSignature } from './support/seal-engines.js';
import {
  CREATED_AT,
  createSealHouse,
  DOCUMENT,
  ourSeal,
  ourSealSignature,
  type SealHouse,
  SIGNED_AT,
} from './support/seal-house.js';
import { edited, everyByteFlipped, flipped } from './support/tamper.js';

const random = createRandom('seal forms');
const AT = SIGNED_AT + 60_000;
const EXTENSIONS = [{ oid: '1.2.156.10197.6.7.2.2.1', critical: false, value: Buffer.from('2.1') }];

interface Form {
  readonly what: string;
  readonly seal?: Partial<SealOrder>;
  readonly signature?: Partial<SealSignatureOrder>;
  /** Which engines can read it, and why the others cannot. */
  readonly engines: readonly SealEngine[];
}

const BOTH = ['gmsm', 'ofdrw'] as const;
const FORMS: readonly Form[] = [
  { what: 'v4, list of digests', seal: { signerList: 'digests' }, engines: BOTH },
  { what: 'v5, list of certificates', seal: { version: 5 }, engines: BOTH },
  { what: 'v5, list of digests', seal: { version: 5, signerList: 'digests' }, engines: BOTH },
  {
    what: 'v4, extensions with critical FALSE written',
    seal: { extensions: EXTENSIONS, explicitCritical: true },
    signature: { extensions: EXTENSIONS, explicitCritical: true },
    engines: BOTH,
  },
  // ofdrw drops an extension that omits the default.
  { what: 'v4, extensions in DER', seal: { extensions: EXTENSIONS }, engines: ['gmsm'] },
  // ofdrw refuses raw r‖s.
  {
    what: 'v4, raw signatures',
    seal: { signatureForm: 'raw' },
    signature: { signatureForm: 'raw' },
    engines: ['gmsm'],
  },
];

describe(`seals and signatures that we make in every form (seed ${seed})`, function () {
  this.timeout(120_000);
  let house: SealHouse;
  let tsa: Issued;
  let lists: Uint8Array[];
  before(async () => {
    house = await createSealHouse();
    tsa = await issue('timestamping', '示例时间戳证书', house.issuingCa);
    lists = await Promise.all(
      [house.root, house.issuingCa].map(({ key, certificate }) =>
        make(
          'bc',
          'crl.make',
          {
            key: key.toPkcs8(),
            issuer: certificate.der,
            thisUpdate: seconds(CREATED_AT),
            nextUpdate: seconds(AT + 86_400_000),
          },
          'crl',
        ),
      ),
    );
  });

  const verdictOf = (der: Uint8Array, document: Uint8Array = DOCUMENT): SealSignatureVerdict => {
    const trust = createPathTrust(
      {
        anchors: [readPathCertificate(house.root.certificate.der)],
        intermediates: [readPathCertificate(house.issuingCa.certificate.der)],
        crls: lists.map(readCrl),
      },
      { revocation: 'required' },
    );
    const question = { trust: { ...NO_TRUST, ...trust }, policy: TOLERANT_POLICY, at: AT };
    const object = readSesObject(der);
    return object.kind === 'seal'
      ? judgeSeal(object.seal, question)
      : judgeSealSignature(object.signature, { ...question, document: { dataHash: sm3(document) } });
  };
  const isValid = (der: Uint8Array, document?: Uint8Array): boolean => {
    try {
      return verdictOf(der, document).verdict === 'valid';
    } catch {
      return false;
    }
  };
  const stampedBy = (signer: Issued, time: number) => async (value: Uint8Array) =>
    make(
      'bc',
      'tsp.make',
      { key: signer.key.toPkcs8(), cert: signer.certificate.der, data: value, hash: 'sm3', time: seconds(time) },
      'token',
    );

  for (const { what, seal: sealChanges = {}, signature: signatureChanges = {}, engines } of FORMS) {
    it(`${what}: ${engines.join(' and ')} accept them, our verdict is valid, no twin is`, async () => {
      const seal = await ourSeal(house, [house.sealSigner], sealChanges);
      const sealsig = await ourSealSignature(seal, house.sealSigner, signatureChanges);
      expect(verdictOf(seal).verdict).to.equal('valid');
      expect(verdictOf(sealsig).verdict).to.equal('valid');
      expect(isValid(sealsig, flipped(DOCUMENT, 0))).to.equal(false);
      const version = sealChanges.version ?? 4;
      for (const name of engines) {
        const shared = { engine: name, direction: 'theirs judge ours' } as const;
        const ofSeal = (alteration: string, expected: Verdict, got: Verdict) =>
          cell({ ...shared, object: `seal v${version}`, case: `${what}: ${alteration}`, expected, got });
        const ofSignature = async (alteration: string, expected: Verdict, fields: Fields) => {
          const got = await verdictOfSealSignature(name, fields);
          cell({ ...shared, object: `seal signature v${version}`, case: `${what}: ${alteration}`, expected, got });
        };
        ofSeal('good', 'valid', await verdictOfSealAndMaker(name, seal, house));
        await ofSignature('good', 'valid', { sealsig, document: DOCUMENT });
        const other = { sealsig, document: flipped(DOCUMENT, 0) };
        await ofSignature('another document', 'refused', other);
        const lastBit = { sealsig: edited(sealsig, [3], (value) => flipped(value, -1)), document: DOCUMENT };
        await ofSignature('a bit of the signature', 'refused', lastBit);
        const sealTwin = edited(seal, [3], (value) => flipped(value, -1));
        ofSeal('a bit of the signature', 'refused', await verdictOfSealAndMaker(name, sealTwin, house));
      }
      for (const object of [seal, sealsig]) {
        const changed = everyByteFlipped(object, () => random.below(8)).filter((_, at) => at % 7 === 0);
        expect(changed.filter((each) => isValid(each))).to.deep.equal([]);
      }
    });
  }

  it('ofdrw refuses what its quirks cannot read: extensions in DER, raw signatures', async () => {
    for (const changes of [{ extensions: EXTENSIONS }, { signatureForm: 'raw' as const }]) {
      const seal = await ourSeal(house, [house.sealSigner], changes);
      expect(await verdictOfSealAndMaker('ofdrw', seal, house)).to.equal('refused');
    }
  });

  it('tokens of BouncyCastle in seal and signature: gmsm reads them, our verdict goes by them', async () => {
    const seal = await ourSeal(house, [house.sealSigner], {
      version: 5,
      requestTimestamp: stampedBy(tsa, CREATED_AT + 1000),
    });
    const sealsig = await ourSealSignature(seal, house.sealSigner, {
      requestTimestamp: stampedBy(tsa, SIGNED_AT + 1000),
    });
    expect((await ask('gmsm', 'seal.verify', { seal })).valid).to.equal(true);
    expect(await verdictOfSealSignature('gmsm', { sealsig, document: DOCUMENT })).to.equal('valid');
    const { verdict, checks, signingTime } = verdictOf(sealsig);
    expect(verdict).to.equal('valid');
    expect(checks.filter(({ outcome }) => outcome === 'warning')).to.deep.equal([]);
    expect(signingTime).to.deep.equal({ at: SIGNED_AT, basis: 'declared', provenBy: SIGNED_AT + 1000 });
  });

  it('a token over other bytes, of an earlier time, or by a certificate not for it is invalid', async () => {
    const stamp = (request: SealSignatureOrder['requestTimestamp']) =>
      ourSeal(house).then((seal) =>
        ourSealSignature(seal, house.sealSigner, { ...(request && { requestTimestamp: request }) }),
      );
    const tokenCheck = async (request: SealSignatureOrder['requestTimestamp']) => {
      const { verdict, checks } = verdictOf(await stamp(request));
      return [verdict, checks.find(({ id, part }) => id === 'TSA-TOKEN' && part === 'signature')?.code];
    };
    const good = stampedBy(tsa, SIGNED_AT + 1000);
    expect(await tokenCheck(good)).to.deep.equal(['valid', 'OK']);
    expect(await tokenCheck((value) => good(flipped(value, -1)))).to.deep.equal(['invalid', 'TIMESTAMP_INVALID']);
    expect(await tokenCheck(stampedBy(tsa, SIGNED_AT - 60_000))).to.deep.equal([
      'invalid',
      'TIMESTAMP_BEFORE_DECLARED_TIME',
    ]);
  });
});
