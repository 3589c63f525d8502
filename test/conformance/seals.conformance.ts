import { expect } from 'chai';
import { OID } from '../../pki/der/oids.js';
import { bitString, element, ia5String, nullValue, octetString, oid } from '../../pki/der/writer.js';
import { checkSeal } from '../../pki/ses/check-seal.js';
import { parseSeal } from '../../pki/ses/seal.js';
import { signerInList } from '../../pki/ses/signer-list.js';
import type { Sm2PrivateKey } from '../../pki/sm2/private-key.js';
import { sm3 } from '../../pki/sm3.js';
import { haveSealSamples, sealSample } from '../support/seal-samples.js';
import { ask, bytesOf, type Fields, make } from './support/engines.js';
import { allOf, type MatrixObject, oursJudges } from './support/matrix.js';
import { createRandom, seed } from './support/random.js';
import { SEAL_ENGINES, seconds, timeOf, verdictOfSealAndMaker } from './support/seal-engines.js';
import {
  CREATED_AT,
  createSealHouse,
  ES_ID,
  failures,
  judgeSeal,
  judgeSealAndMaker,
  NAME,
  ourSeal,
  PICTURE,
  type SealHouse,
  VALID_FROM,
  VALID_TO,
} from './support/seal-house.js';
import { appended, edited, elementAt, everyByteFlipped, flipped, withLongLength } from './support/tamper.js';
import { expectJudged, expectJudgedBy, expectQuirk, verdict } from './support/verdicts.js';

const random = createRandom('seals');
const EXTENSION = '1.2.156.10197.6.7.2.2.1';

/** The positions of one bit in every byte whose change is accepted; the bits are chosen at random. */
async function acceptedChanges(
  bytes: Uint8Array,
  judge: (changed: Uint8Array) => Promise<string> | string,
): Promise<number[]> {
  const verdicts = await Promise.all(everyByteFlipped(bytes, () => random.below(8)).map(judge));
  return [...verdicts.keys()].filter((at) => verdicts[at] === 'valid');
}

/** A seal of v4 or v5 whose information is changed and signed again. */
function resigned(seal: Uint8Array, key: Sm2PrivateKey, change: (info: Uint8Array) => Uint8Array): Uint8Array {
  const changed = edited(seal, [0], change);
  return edited(changed, [3], () => bitString(key.signDer(elementAt(changed, [0]))));
}

describe(`seals (seed ${seed})`, () => {
  let house: SealHouse;
  let seal: Uint8Array;
  before(async () => {
    house = await createSealHouse();
    seal = await ourSeal(house);
  });

  describe('that we make', () => {
    it('gmsm and ofdrw accept them and read what we wrote', async () => {
      const two = await ourSeal(house, [house.sealSigner, house.stranger]);
      for (const [der, signers] of [
        [seal, [house.sealSigner]],
        [two, [house.sealSigner, house.stranger]],
      ] as const) {
        expect(judgeSealAndMaker(der, house)).to.equal('valid');
        for (const name of SEAL_ENGINES) {
          expect(await verdictOfSealAndMaker(name, der, house), name).to.equal('valid');
          const read = await ask(name, 'seal.parse', { seal: der });
          const { version, id, vendor, esId, type, certListType } = read;
          expect({ version, id, vendor, esId, type, certListType, name: read.name }, name).to.deep.equal({
            version: 4,
            id: 'ES',
            vendor: 'yinxin',
            esId: ES_ID,
            type: 1,
            certListType: 1,
            name: NAME,
          });
          expect([read.createdAt, read.validFrom, read.validTo].map(timeOf)).to.deep.equal([
            CREATED_AT,
            VALID_FROM,
            VALID_TO,
          ]);
          const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');
          expect(read.picture).to.deep.equal({ ...PICTURE, data: base64(PICTURE.data) });
          expect(read.signers).to.deep.equal(signers.map(({ certificate }) => base64(certificate.der)));
          expect(bytesOf(read, 'maker')).to.deep.equal(house.sealMaker.certificate.der);
          expect(read.algorithm).to.equal(OID.sm2WithSm3);
        }
      }
    });

    it('one changed bit in any byte is refused by gmsm and by us, and by ofdrw anywhere but in the letters ES', async () => {
      expect(await acceptedChanges(seal, (each) => judgeSealAndMaker(each, house)), 'we').to.deep.equal([]);
      const byGmsm = await acceptedChanges(seal, (each) => verdictOfSealAndMaker('gmsm', each, house));
      expect(byGmsm, 'gmsm').to.deep.equal([]);
      // ofdrw checks what it writes again, and it always writes ES.
      const letters = Buffer.from(seal).indexOf(ia5String('ES')) + 2;
      const byOfdrw = await acceptedChanges(seal, (each) => verdictOfSealAndMaker('ofdrw', each, house));
      expect(byOfdrw, 'ofdrw').to.deep.equal([letters, letters + 1]);
    });

    it("another signature, certificate or algorithm in the maker's place is refused by all", async () => {
      const { sealMaker, stranger } = house;
      const info = elementAt(seal, [0]);
      const underUid = async (uid: string) => {
        const key = sealMaker.key.toPkcs8();
        const signature = await make('bc', 'sm2.sign', { key, data: info, uid }, 'signature');
        return edited(seal, [3], () => bitString(signature));
      };
      const twins: Record<string, { seal: Uint8Array }> = {
        "another maker's certificate": { seal: edited(seal, [1], () => octetString(stranger.certificate.der)) },
        "another maker's signature": { seal: edited(seal, [3], () => bitString(stranger.key.signDer(info))) },
        'a signature of other information': { seal: edited(seal, [3], () => bitString(sealMaker.key.signDer(seal))) },
        'a signature of its digest': { seal: edited(seal, [3], () => bitString(sealMaker.key.signDer(sm3(info)))) },
        'a signature in the manner of v1': {
          seal: edited(seal, [3], () =>
            bitString(sealMaker.key.signDer(Buffer.concat([info, elementAt(seal, [1]), elementAt(seal, [2])]))),
          ),
        },
        'another user id': { seal: await underUid('ALICE123@YAHOO.COM') },
        'another algorithm': { seal: edited(seal, [2], () => oid('1.2.156.10197.1.502')) },
        'no signature': { seal: edited(seal, [3], () => bitString(new Uint8Array())) },
        'another name': {
          seal: edited(seal, [0, 2, 1], (name) => flipped(name, -1)),
        },
        'another picture': { seal: edited(seal, [0, 3, 1], (picture) => flipped(picture, -1)) },
        'another signer': {
          seal: edited(seal, [0, 2, 3, 0], () => octetString(stranger.certificate.der)),
        },
        'one signer more': {
          seal: edited(seal, [0, 2, 3], (list) => appended(list, octetString(stranger.certificate.der))),
        },
        'no picture': { seal: edited(seal, [0, 3], () => new Uint8Array()) },
      };
      for (const [what, twin] of Object.entries(twins)) expect(judgeSeal(twin.seal), what).to.equal('refused');
      await expectJudgedBy(SEAL_ENGINES, { object: 'seal v4', op: 'seal.verify', good: { seal }, twins });
    });

    it('what is added, or is no DER, is refused by gmsm and by us; ofdrw passes over it', async () => {
      const twins = {
        'an element more in the header': { seal: edited(seal, [0, 0], (header) => appended(header, nullValue())) },
        'an element more in the property': {
          seal: edited(seal, [0, 2], (property) => appended(property, nullValue())),
        },
        'an element more in the picture': { seal: edited(seal, [0, 3], (picture) => appended(picture, nullValue())) },
        'a length that is no DER': { seal: edited(seal, [0], withLongLength) },
      };
      for (const [what, twin] of Object.entries(twins)) expect(judgeSeal(twin.seal), what).to.equal('refused');
      const judged = { object: 'seal v4', op: 'seal.verify', good: { seal }, twins } as const;
      await expectJudged('gmsm', judged);
      await expectQuirk('ofdrw', judged, 'checks what it wrote again, not the bytes that came');
      const ends = {
        'a byte after the end': { seal: Uint8Array.of(...seal, 0) },
        'a byte too few': { seal: seal.subarray(0, -1) },
        'a sixth element': { seal: appended(appended(seal, nullValue()), nullValue()) },
      };
      for (const [what, twin] of Object.entries(ends)) expect(judgeSeal(twin.seal), what).to.equal('refused');
      await expectJudgedBy(SEAL_ENGINES, { op: 'seal.verify', good: { seal }, twins: ends });
    });

    it('a signature value that is not a whole number of bytes is refused by all', async () => {
      const info = elementAt(seal, [0]);
      // With a zero at its end the value would be good DER for one bit less.
      let value = house.sealMaker.key.signDer(info);
      while (((value.at(-1) ?? 0) & 1) !== 0) value = house.sealMaker.key.signDer(info);
      const good = { seal: edited(seal, [3], () => bitString(value)) };
      const twin = { seal: edited(seal, [3], () => element(0x03, Uint8Array.of(1), value)) };
      expect(judgeSeal(good.seal)).to.equal('valid');
      expect(judgeSeal(twin.seal)).to.equal('refused');
      await expectJudgedBy(SEAL_ENGINES, { op: 'seal.verify', good, twins: { 'one unused bit': twin } });
    });

    it('a header that is not ES is refused by us even when signed', async () => {
      const other = resigned(seal, house.sealMaker.key, (info) => edited(info, [0, 0], () => ia5String('EX')));
      expect(judgeSeal(resigned(seal, house.sealMaker.key, (info) => info))).to.equal('valid');
      expect(judgeSeal(other)).to.equal('refused');
    });
  });

  describe('that ofdrw makes', () => {
    const made = (more: Fields = {}) =>
      make(
        'ofdrw',
        'seal.make',
        {
          key: house.sealMaker.key.toPkcs8(),
          cert: house.sealMaker.certificate.der,
          signers: [house.sealSigner.certificate.der],
          name: NAME,
          esId: ES_ID,
          type: 3,
          vendor: 'others',
          createdAt: seconds(CREATED_AT),
          validFrom: seconds(VALID_FROM),
          validTo: seconds(VALID_TO),
          picture: PICTURE.data,
          pictureType: PICTURE.type,
          width: PICTURE.width,
          height: PICTURE.height,
          ...more,
        },
        'seal',
      );

    for (const [version, certListType] of [
      [1, undefined],
      [4, 1],
      [4, 2],
      [5, 1],
      [5, 2],
    ] as const) {
      const list = certListType === undefined ? '' : `, list type ${certListType}`;
      it(`we and gmsm accept and read v${version}${list}, and none with a bit changed`, async () => {
        const der = await made({ version, ...(certListType === undefined ? {} : { certListType }) });
        const read = parseSeal(der);
        expect(failures(checkSeal(read))).to.deep.equal([]);
        expect([...read.deviations]).to.deep.equal([]);
        expect({
          version: read.version,
          vendorId: read.vendorId,
          esId: read.esId,
          type: read.type,
          name: read.name,
          createdAt: read.createdAt,
          validFrom: read.validFrom,
          validTo: read.validTo,
          list: read.signers.type,
        }).to.deep.equal({
          version,
          vendorId: 'others',
          esId: ES_ID,
          type: 3,
          name: NAME,
          createdAt: CREATED_AT,
          validFrom: VALID_FROM,
          validTo: VALID_TO,
          list: certListType === 2 ? 'digests' : 'certificates',
        });
        expect(read.picture).to.deep.equal(PICTURE);
        expect(signerInList(read.signers, house.sealSigner.certificate.der)).to.equal('yes');
        expect(signerInList(read.signers, house.stranger.certificate.der)).to.equal('no');
        const changed = everyByteFlipped(der, () => random.below(8)).map((each) => judgeSealAndMaker(each, house));
        oursJudges(`seal v${version}` satisfies MatrixObject, 'ofdrw', {
          ...(certListType !== undefined && { what: `list type ${certListType}` }),
          good: judgeSealAndMaker(der, house),
          twins: {
            'a bit of each byte': allOf(changed, 'refused'),
            'a byte after the end': judgeSealAndMaker(Uint8Array.of(...der, 0), house),
          },
        });
        for (const name of SEAL_ENGINES) expect(await verdictOfSealAndMaker(name, der, house), name).to.equal('valid');
        expect(await acceptedChanges(der, (each) => verdictOfSealAndMaker('gmsm', each, house))).to.deep.equal([]);
      });
    }

    it('an extension with critical FALSE written is read by all, and told by us; without, ofdrw refuses it', async () => {
      const value = Buffer.from('2.1');
      const der = await made({ extensions: [{ oid: EXTENSION, critical: false, value }] });
      expect([...parseSeal(der).deviations]).to.deep.equal(['EXPLICIT_DEFAULT']);
      const [only] = parseSeal(der).extensions;
      expect(only).to.deep.equal({ oid: EXTENSION, critical: false, value: new Uint8Array(value) });
      const twins = { 'another value': { seal: edited(der, [0, 4, 0, 2], (octets) => flipped(octets, -1)) } };
      expect(judgeSeal(der)).to.equal('valid');
      expect(judgeSeal(twins['another value'].seal)).to.equal('refused');
      await expectJudgedBy(SEAL_ENGINES, { op: 'seal.verify', good: { seal: der }, twins });

      // DER leaves a default out (X.690 §11.5); such an extension ofdrw drops before it checks.
      const canonical = resigned(der, house.sealMaker.key, (info) => edited(info, [4, 0, 1], () => new Uint8Array()));
      expect([...parseSeal(canonical).deviations]).to.deep.equal([]);
      expect(judgeSeal(canonical)).to.equal('valid');
      expect(await verdict('gmsm', 'seal.verify', { seal: canonical })).to.equal('valid');
      expect(await verdict('ofdrw', 'seal.verify', { seal: canonical })).to.equal('refused');
    });

    it('a critical extension is a warning of ours', async () => {
      const der = await made({ extensions: [{ oid: EXTENSION, critical: true, value: Buffer.from('2.1') }] });
      const [warning] = checkSeal(parseSeal(der)).filter(({ id }) => id === 'EXT-CRITICAL');
      expect(warning).to.include({ outcome: 'warning', code: 'EXTENSION_CRITICAL_UNKNOWN', detail: EXTENSION });
      for (const name of SEAL_ENGINES)
        expect(await verdict(name, 'seal.verify', { seal: der }), name).to.equal('valid');
    });

    it('a raw signature r‖s is read by gmsm, and by us as a deviation; ofdrw refuses it', async () => {
      const der = await made({ rawSignature: true });
      expect([...parseSeal(der).deviations]).to.deep.equal(['RAW_SIGNATURE']);
      expect(judgeSeal(der)).to.equal('valid');
      const twins = { 'a bit of it': { seal: flipped(der, -1) } };
      expect(judgeSeal(twins['a bit of it'].seal)).to.equal('refused');
      await expectJudged('gmsm', { op: 'seal.verify', good: { seal: der }, twins });
      expect((await ask('gmsm', 'seal.verify', { seal: der })).signatureForm).to.equal('raw');
      expect(await verdict('ofdrw', 'seal.verify', { seal: der })).to.equal('refused');
    });

    for (const tagging of ['explicit', 'implicit'] as const) {
      it(`v5 with a timestamp, ${tagging}: we read it, gmsm accepts it`, async () => {
        const plain = await made({ version: 5 });
        const timestamp = random.bytes(300);
        const der = await make('gmsm', 'seal.timestamp', { seal: plain, timestamp, tagging }, 'seal');
        const read = parseSeal(der);
        expect(read.timestamp).to.deep.equal(timestamp);
        expect([...read.deviations]).to.deep.equal(tagging === 'implicit' ? ['IMPLICIT_TAG'] : []);
        expect(judgeSeal(der)).to.equal('valid');
        // Not judged is not good: the finding says so.
        const skipped = checkSeal(read).filter(({ outcome }) => outcome === 'skipped');
        expect(skipped.map(({ id, code }) => `${id} ${code}`)).to.deep.equal(['TSA-TOKEN TIMESTAMP_NOT_VERIFIED']);
        const twins = { 'a bit of the signature': { seal: edited(der, [3], (value) => flipped(value, -1)) } };
        expect(judgeSeal(twins['a bit of the signature'].seal)).to.equal('refused');
        await expectJudged('gmsm', { op: 'seal.verify', good: { seal: der }, twins });
        // In v4 there is no place for one.
        const v4 = await make('gmsm', 'seal.timestamp', { seal: await made(), timestamp, tagging }, 'seal');
        expect(judgeSeal(v4)).to.equal('refused');
      });
    }
  });

  describe('the demonstration files of ofdrw', () => {
    for (const name of haveSealSamples ? ['UserV1.esl', 'UserV4.esl', 'UserV5.esl'] : []) {
      it(`${name} is read and accepted by all, and refused with a bit changed`, async () => {
        const der = sealSample(name);
        const version = Number(/V(\d)/.exec(name)?.[1]);
        expect(parseSeal(der).version).to.equal(version);
        expect(failures(checkSeal(parseSeal(der)))).to.deep.equal([]);
        const info = elementAt(der, [0]).length;
        const twins: Record<string, { seal: Uint8Array }> = { 'the last bit': { seal: flipped(der, -1) } };
        for (let at = 40; at < info; at += 997) twins[`byte ${at}`] = { seal: flipped(der, at, random.below(8)) };
        for (const [what, twin] of Object.entries(twins)) expect(judgeSeal(twin.seal), what).to.equal('refused');
        await expectJudgedBy(SEAL_ENGINES, { op: 'seal.verify', good: { seal: der }, twins });
        for (const engine of SEAL_ENGINES) {
          expect((await ask(engine, 'seal.parse', { seal: der })).version, engine).to.equal(version);
        }
      });
    }
  });
});
