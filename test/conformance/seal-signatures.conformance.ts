import { expect } from 'chai';
import { bitString, element, explicit, ia5String, integer, nullValue, octetString, oid } from '../../pki/der/writer.js';
import { parseSeal } from '../../pki/ses/seal.js';
import { parseSealSignature } from '../../pki/ses/seal-signature.js';
import type { Sm2PrivateKey } from '../../pki/sm2/private-key.js';
import { sm3 } from '../../pki/sm3.js';
import type { Issued } from '../pki/support/test-domain.js';
import { pkiCodeAsync } from '../support/pki-error.js';
import { haveSealSamples, sealSample } from '../support/seal-samples.js';
import { ask, bytesOf, type Fields, make } from './support/engines.js';
import { allOf, oursJudges } from './support/matrix.js';
import { createRandom, seed } from './support/random.js';
import { SEAL_ENGINES, type SealEngine, seconds, timeOf, verdictOfSealSignature } from './support/seal-engines.js';
import {
  CREATED_AT,
  createSealHouse,
  DOCUMENT,
  judgeSealSignature,
  ourSeal,
  ourSealSignature,
  PROPERTY_INFO,
  type SealHouse,
  SIGNED_AT,
  sealSignatureFailures,
  sealSignatureFailuresOf,
  VALID_FROM,
  VALID_TO,
} from './support/seal-house.js';
import {
  allFlipped,
  appended,
  edited,
  elementAt,
  everyByteFlipped,
  flipped,
  withLongLength,
} from './support/tamper.js';
import { expectJudged, expectJudgedBy, expectQuirk, verdict } from './support/verdicts.js';

const random = createRandom('seal signatures');
const OTHER_DOCUMENT = flipped(DOCUMENT, 0);

/** What is signed, changed and signed again. */
function resigned(sealsig: Uint8Array, key: Sm2PrivateKey, change: (toSign: Uint8Array) => Uint8Array): Uint8Array {
  const changed = edited(sealsig, [0], change);
  return edited(changed, [3], () => bitString(key.signDer(elementAt(changed, [0]))));
}

describe(`seal signatures (seed ${seed})`, () => {
  let house: SealHouse;
  let seal: Uint8Array;
  let sealsig: Uint8Array;
  before(async () => {
    house = await createSealHouse();
    seal = await ourSeal(house);
    sealsig = await ourSealSignature(seal, house.sealSigner);
  });

  /** By an engine; `seal` may be anyone's. */
  const madeBy = (name: SealEngine, signer: Issued, more: Fields = {}) =>
    make(
      name,
      'sealsig.make',
      {
        key: signer.key.toPkcs8(),
        cert: signer.certificate.der,
        seal,
        document: DOCUMENT,
        propertyInfo: PROPERTY_INFO,
        time: seconds(SIGNED_AT),
        ...more,
      },
      'sealsig',
    );

  /** By ofdrw, of any version and list. */
  const sealOfOthers = (more: Fields) =>
    make(
      'ofdrw',
      'seal.make',
      {
        key: house.sealMaker.key.toPkcs8(),
        cert: house.sealMaker.certificate.der,
        signers: [house.sealSigner.certificate.der],
        createdAt: seconds(CREATED_AT),
        validFrom: seconds(VALID_FROM),
        validTo: seconds(VALID_TO),
        ...more,
      },
      'seal',
    );

  describe('that we make', () => {
    it('gmsm and ofdrw accept them and read what we wrote', async () => {
      expect(sealSignatureFailures(sealsig)).to.deep.equal([]);
      for (const name of SEAL_ENGINES) {
        expect(await verdictOfSealSignature(name, { sealsig, document: DOCUMENT }), name).to.equal('valid');
        const read = await ask(name, 'sealsig.parse', { sealsig });
        expect(read.version, name).to.equal(4);
        expect(timeOf(read.time), name).to.equal(SIGNED_AT);
        expect(bytesOf(read, 'dataHash'), name).to.deep.equal(sm3(DOCUMENT));
        expect(read.propertyInfo, name).to.equal(PROPERTY_INFO);
        expect(bytesOf(read, 'signer'), name).to.deep.equal(house.sealSigner.certificate.der);
        const inside = bytesOf(read, 'seal');
        expect(inside, name).to.deep.equal(seal);
        expect(await verdict(name, 'seal.verify', { seal: inside }), name).to.equal('valid');
      }
    });

    it('another document is refused by all, and by us', async () => {
      const twins = Object.fromEntries(
        [OTHER_DOCUMENT, new Uint8Array(), Uint8Array.of(...DOCUMENT, 10), sm3(DOCUMENT)].map((document, at) => [
          `document ${at}`,
          { document },
        ]),
      );
      for (const { document } of Object.values(twins)) {
        expect(sealSignatureFailures(sealsig, document)).to.deep.equal(['DATA-HASH DATA_HASH_MISMATCH']);
      }
      const good = { sealsig, document: DOCUMENT };
      await expectJudgedBy(SEAL_ENGINES, { object: 'seal signature v4', op: 'sealsig.verify', good, twins });
      expect(sealSignatureFailures(sealsig, DOCUMENT, 'yinxin/licence/v2')).to.deep.equal([
        'DATA-HASH PROPERTY_INFO_MISMATCH',
      ]);
    });

    it('one changed bit in any byte, and any in signature and digest, is refused by gmsm and by us', async () => {
      const changed = [...everyByteFlipped(sealsig, () => random.below(8))];
      for (const path of [[3], [0, 3]]) {
        const part = elementAt(sealsig, path);
        changed.push(...allFlipped(part).map((each) => edited(sealsig, path, () => each)));
      }
      expect(changed.filter((each) => judgeSealSignature(each) !== 'refused')).to.deep.equal([]);
      const verdicts = await Promise.all(
        changed.map((each) => verdictOfSealSignature('gmsm', { sealsig: each, document: DOCUMENT })),
      );
      expect(changed.filter((_, at) => verdicts[at] !== 'refused')).to.deep.equal([]);
    });

    it("ofdrw refuses a changed bit too, but in the letters ES and in the signer's certificate, which it holds against no list", async () => {
      const changed = everyByteFlipped(sealsig, () => random.below(8));
      const verdicts = await Promise.all(
        changed.map((each) => verdictOfSealSignature('ofdrw', { sealsig: each, document: DOCUMENT })),
      );
      const accepted = [...verdicts.keys()].filter((at) => verdicts[at] === 'valid');
      const letters = Buffer.from(sealsig).indexOf(ia5String('ES')) + 2;
      const certificate = elementAt(sealsig, [1]);
      const from = certificate.byteOffset - sealsig.byteOffset;
      const elsewhere = accepted.filter((at) => at < from || at >= from + certificate.length);
      expect(elsewhere).to.deep.equal([letters, letters + 1]);
    });

    it('another signature, signer, seal, hash or algorithm is refused by all', async () => {
      const { sealSigner, stranger } = house;
      const toSign = elementAt(sealsig, [0]);
      const otherSeal = await ourSeal(house, [stranger]);
      const underUid = await make(
        'bc',
        'sm2.sign',
        { key: sealSigner.key.toPkcs8(), data: toSign, uid: 'ALICE123@YAHOO.COM' },
        'signature',
      );
      const signedAs = (value: Uint8Array) => ({ sealsig: edited(sealsig, [3], () => bitString(value)) });
      const twins: Record<string, { sealsig: Uint8Array }> = {
        "another signer's certificate": { sealsig: edited(sealsig, [1], () => octetString(stranger.certificate.der)) },
        "another signer's signature": signedAs(stranger.key.signDer(toSign)),
        "the seal maker's signature": signedAs(house.sealMaker.key.signDer(toSign)),
        'a signature of the document': signedAs(sealSigner.key.signDer(DOCUMENT)),
        'a signature of the digest of what is to sign': signedAs(sealSigner.key.signDer(sm3(toSign))),
        'another user id': signedAs(underUid),
        'no signature': signedAs(new Uint8Array()),
        'another seal': { sealsig: edited(sealsig, [0, 1], () => otherSeal) },
        'another time': { sealsig: edited(sealsig, [0, 2], (time) => flipped(time, -2)) },
        'another hash': { sealsig: edited(sealsig, [0, 3], () => bitString(sm3(OTHER_DOCUMENT))) },
        'another property': { sealsig: edited(sealsig, [0, 4], () => ia5String('yinxin/licence/v2')) },
        'another version': { sealsig: edited(sealsig, [0, 0], () => integer(5)) },
        'another algorithm': { sealsig: edited(sealsig, [2], () => oid('1.2.156.10197.1.502')) },
      };
      for (const [what, twin] of Object.entries(twins)) {
        expect(judgeSealSignature(twin.sealsig), what).to.equal('refused');
      }
      const good = { sealsig, document: DOCUMENT };
      await expectJudgedBy(SEAL_ENGINES, { object: 'seal signature v4', op: 'sealsig.verify', good, twins });
    });

    it('what is added, or is no DER, is refused by gmsm and by us; ofdrw passes over it inside what is signed', async () => {
      const good = { sealsig, document: DOCUMENT };
      const inside = {
        'an element more in the header of the seal': {
          sealsig: edited(sealsig, [0, 1, 0, 0], (header) => appended(header, nullValue())),
        },
        'a length that is no DER': { sealsig: edited(sealsig, [0], withLongLength) },
      };
      const outside = {
        'a byte after the end': { sealsig: Uint8Array.of(...sealsig, 0) },
        'a byte too few': { sealsig: sealsig.subarray(0, -1) },
        'two elements more': { sealsig: appended(appended(sealsig, nullValue()), nullValue()) },
      };
      for (const [what, twin] of Object.entries({ ...inside, ...outside })) {
        expect(judgeSealSignature(twin.sealsig), what).to.equal('refused');
      }
      const judged = { object: 'seal signature v4', op: 'sealsig.verify', good } as const;
      await expectJudged('gmsm', { ...judged, twins: { ...inside, ...outside } });
      await expectJudged('ofdrw', { ...judged, twins: outside });
      const quirk = 'checks what it wrote again, not the bytes that came';
      await expectQuirk('ofdrw', { ...judged, twins: inside }, quirk);
    });

    it('for a signer whom the seal does not list we make none', async () => {
      const refused = await pkiCodeAsync(() => ourSealSignature(seal, house.stranger));
      expect(refused).to.equal('SEAL_SIGNATURE_MALFORMED');
      const both = await ourSeal(house, [house.sealSigner, house.stranger]);
      expect(judgeSealSignature(await ourSealSignature(both, house.stranger))).to.equal('valid');
    });
  });

  describe('that others make', () => {
    for (const name of SEAL_ENGINES) {
      it(`we accept those of ${name} with our seal and with seals of v1, v4 and v5, and no twin of them`, async () => {
        const seals: Record<string, Uint8Array> = { ours: seal };
        for (const version of [4, 5]) {
          for (const certListType of [1, 2]) {
            seals[`v${version} list ${certListType}`] = await sealOfOthers({ version, certListType });
          }
        }
        // gmsm makes signatures of v4 and v5.
        if (name === 'ofdrw') seals.v1 = await sealOfOthers({ version: 1 });
        for (const [which, used] of Object.entries(seals)) {
          const der = await madeBy(name, house.sealSigner, { seal: used });
          const read = parseSealSignature(der);
          expect(sealSignatureFailures(der), which).to.deep.equal([]);
          expect(read.seal.der, which).to.deep.equal(used);
          expect(read.version, which).to.equal(parseSeal(used).version);
          expect(read.dataHash, which).to.deep.equal(sm3(DOCUMENT));
          expect(read.propertyInfo, which).to.equal(PROPERTY_INFO);
          // ofdrw writes the time of v1 as text of a local clock, which is no time of ASN.1.
          expect(read.signedAt, which).to.equal(which === 'v1' ? undefined : SIGNED_AT);
          expect([...read.deviations], which).to.deep.equal([]);
          const changed = everyByteFlipped(der, () => random.below(8)).map((each) => judgeSealSignature(each));
          oursJudges(`seal signature v${read.version}`, name, {
            what: which === 'ours' ? 'with our seal' : `with a seal of ofdrw, ${which}`,
            good: judgeSealSignature(der),
            twins: {
              'a bit of each byte': allOf(changed, 'refused'),
              'another document': judgeSealSignature(der, OTHER_DOCUMENT),
            },
          });
          for (const engine of SEAL_ENGINES) {
            const verdictOf = (document: Uint8Array) => verdictOfSealSignature(engine, { sealsig: der, document });
            expect(await verdictOf(DOCUMENT), `${which} ${engine}`).to.equal('valid');
            expect(await verdictOf(OTHER_DOCUMENT), `${which} ${engine}`).to.equal('refused');
          }
        }
      });

      it(`a signer of ${name} who is not in the list is told by gmsm and by us; ofdrw does not look`, async () => {
        for (const used of [seal, await sealOfOthers({ certListType: 2 })]) {
          const der = await madeBy(name, house.stranger, { seal: used });
          const fields = { sealsig: der, document: DOCUMENT };
          expect(sealSignatureFailures(der)).to.deep.equal(['SIGNER-IN-LIST SIGNER_NOT_IN_LIST']);
          expect(await verdictOfSealSignature('gmsm', fields)).to.equal('refused');
          expect((await ask('gmsm', 'sealsig.verify', fields)).valid).to.equal(true);
          expect(await verdictOfSealSignature('ofdrw', fields)).to.equal('valid');
          const listed = await madeBy(name, house.sealSigner, { seal: used });
          expect(sealSignatureFailures(listed)).to.deep.equal([]);
          expect(await verdictOfSealSignature('gmsm', { ...fields, sealsig: listed })).to.equal('valid');
        }
      });

      it(`a version of ${name} that is not the seal's is refused by us; the engines do not compare`, async () => {
        const der = await madeBy(name, house.sealSigner, { version: 5 });
        expect(sealSignatureFailures(der)).to.deep.equal(['SES-FMT FORMAT_VERSION_MISMATCH']);
        for (const engine of SEAL_ENGINES) {
          expect(await verdictOfSealSignature(engine, { sealsig: der, document: DOCUMENT }), engine).to.equal('valid');
        }
      });

      it(`a signing time of ${name} outside the periods is refused by us; the engines do not look`, async () => {
        const der = await madeBy(name, house.sealSigner, { time: seconds(VALID_TO + 1000) });
        expect(sealSignatureFailures(der)).to.deep.equal(['TIME-IN-SEAL SIGNED_OUTSIDE_SEAL_PERIOD']);
        const last = await madeBy(name, house.sealSigner, { time: seconds(VALID_TO) });
        expect(sealSignatureFailures(last)).to.deep.equal([]);
        for (const engine of SEAL_ENGINES) {
          expect(await verdictOfSealSignature(engine, { sealsig: der, document: DOCUMENT }), engine).to.equal('valid');
        }
      });

      it(`we read a timestamp of ${name}, and say that it is not judged`, async () => {
        const timestamp = random.bytes(200);
        for (const tagging of name === 'gmsm' ? ['explicit', 'implicit'] : ['explicit']) {
          const der = await madeBy(name, house.sealSigner, {
            timestamp,
            ...(name === 'gmsm' ? { tagging } : {}),
          });
          const read = parseSealSignature(der);
          expect(read.timestamp, tagging).to.deep.equal(timestamp);
          expect([...read.deviations], tagging).to.deep.equal(tagging === 'implicit' ? ['IMPLICIT_TAG'] : []);
          expect(sealSignatureFailures(der), tagging).to.deep.equal([]);
        }
      });
    }

    it('we read the extensions of ofdrw in what is signed, and their change is refused by all', async () => {
      const extensions = [{ oid: '1.2.156.10197.6.7.2.2.1', critical: false, value: Buffer.from('2.1') }];
      const der = await madeBy('ofdrw', house.sealSigner, { extensions });
      const [only, ...others] = parseSealSignature(der).extensions;
      expect(others).to.deep.equal([]);
      expect(only).to.deep.equal({ ...extensions[0], value: new Uint8Array(Buffer.from('2.1')) });
      expect([...parseSealSignature(der).deviations]).to.deep.equal(['EXPLICIT_DEFAULT']);
      expect(sealSignatureFailures(der)).to.deep.equal([]);
      const twins = {
        'another value': { sealsig: edited(der, [0, 5, 0, 0, 2], (value) => flipped(value, -1)) },
        'no extension': { sealsig: edited(der, [0, 5], () => new Uint8Array()) },
        'an empty list': { sealsig: edited(der, [0, 5], () => explicit(0, element(0x30))) },
      };
      for (const [what, twin] of Object.entries(twins)) {
        expect(judgeSealSignature(twin.sealsig), what).to.equal('refused');
      }
      const good = { sealsig: der, document: DOCUMENT };
      await expectJudgedBy(SEAL_ENGINES, { op: 'sealsig.verify', good, twins });
    });

    it('a raw signature r‖s is read by gmsm, and by us as a deviation; ofdrw refuses it', async () => {
      const der = await madeBy('ofdrw', house.sealSigner, { rawSignature: true });
      expect([...parseSealSignature(der).deviations]).to.deep.equal(['RAW_SIGNATURE']);
      expect(sealSignatureFailures(der)).to.deep.equal([]);
      const good = { sealsig: der, document: DOCUMENT };
      const twins = { 'a bit of it': { sealsig: flipped(der, -1) } };
      expect(judgeSealSignature(twins['a bit of it'].sealsig)).to.equal('refused');
      await expectJudged('gmsm', { op: 'sealsig.verify', good, twins });
      expect(await verdict('ofdrw', 'sealsig.verify', good)).to.equal('refused');
    });

    it('a forged seal under a good signature is refused by us and by seal.verify', async () => {
      const forged = edited(seal, [0, 2, 1], (name) => flipped(name, -1));
      const der = resigned(sealsig, house.sealSigner.key, (toSign) => edited(toSign, [1], () => forged));
      expect(sealSignatureFailures(der)).to.deep.equal(['SEAL-SIG SIGNATURE_INVALID']);
      for (const engine of SEAL_ENGINES) {
        const answer = await ask(engine, 'sealsig.verify', { sealsig: der, document: DOCUMENT });
        expect(answer.valid, engine).to.equal(true);
        expect(await verdict(engine, 'seal.verify', { seal: bytesOf(answer, 'seal') }), engine).to.equal('refused');
      }
    });

    // The engines do not look at times; the certificate of V5 had run out before its signature was made.
    const samples = [
      ['SignedValueV4.dat'],
      ['SignedValueV5.dat', 'TIME-IN-CERT SIGNED_OUTSIDE_CERTIFICATE_VALIDITY'],
    ] as const;
    for (const [file, ...expected] of haveSealSamples ? samples : []) {
      it(`the signatures in the demonstration file ${file} are accepted by all, and refused with a bit changed`, async () => {
        const der = sealSample(file);
        const { dataHash, propertyInfo, version } = parseSealSignature(der);
        expect(version).to.equal(Number(/V(\d)/.exec(file)?.[1]));
        // Its document is not at hand: held against its own hash.
        const failed = (bytes: Uint8Array) => sealSignatureFailuresOf(bytes, dataHash, propertyInfo);
        expect(failed(der)).to.deep.equal(expected);
        expect(failed(flipped(der, -1))).to.include('SES-SIG SIGNATURE_INVALID');
        const twins = {
          'the last bit': { sealsig: flipped(der, -1) },
          'a bit of the picture': { sealsig: flipped(der, 9000) },
        };
        expect(failed(twins['a bit of the picture'].sealsig)).to.include('SES-SIG SIGNATURE_INVALID');
        await expectJudgedBy(SEAL_ENGINES, { op: 'sealsig.verify', good: { sealsig: der }, twins });
        expect((await ask('gmsm', 'sealsig.verify', { sealsig: der })).signerInList).to.equal(true);
      });
    }
  });
});
