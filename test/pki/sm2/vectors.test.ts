import { expect } from 'chai';
import { PkiError } from '../../../pki/errors.js';
import { type Accelerator, loadAccelerator } from '../../../pki/sm2/load-accelerator.js';
import { importPublicKey, nativeVerify } from '../../../pki/sm2/native.js';
import { Sm2PublicKey } from '../../../pki/sm2/public-key.js';
import { derToRaw, isRawSignature, rawToDer } from '../../../pki/sm2/signature-encoding.js';
import { sm3 } from '../../../pki/sm3.js';
import { type ReadVector, readVectors } from '../../sm2-vectors/read-vectors.js';
import { DEFAULT_ID, digestOf, LONGEST_ID, zOf } from '../../sm2-vectors/signing.js';
import { toBigInt, verifyDigest } from '../../support/sm2-reference.js';

type Judge = (vector: ReadVector) => boolean;

const SLOT = 1;
const vectors = readVectors();
const hasDefaultId = ({ userId }: ReadVector): boolean => Buffer.compare(userId, DEFAULT_ID) === 0;

/** Undefined for a key that is refused. */
function keyOf({ spki }: ReadVector): Sm2PublicKey | undefined {
  try {
    return Sm2PublicKey.fromSpki(spki);
  } catch (error) {
    if (error instanceof PkiError && error.code === 'SM2_KEY_INVALID') return undefined;
    throw error;
  }
}

function rawSignatureOf({ type, signature }: ReadVector): Uint8Array | undefined {
  if (type === 'Sm2Verify') return derToRaw(signature);
  return isRawSignature(signature) ? signature : undefined;
}

/** What stands before both of our paths, for any user id: Sm2PublicKey itself takes the default one only. */
function readStrictly<Answer>(
  judge: (key: Sm2PublicKey, signature64: Uint8Array, vector: ReadVector) => Answer,
): (vector: ReadVector) => Answer | false {
  return (vector) => {
    const key = keyOf(vector);
    const raw = rawSignatureOf(vector);
    if (key === undefined || raw === undefined || vector.userId.length > LONGEST_ID) return false;
    return judge(key, raw, vector);
  };
}

const native = readStrictly((key, raw, { userId, input }) =>
  nativeVerify(importPublicKey(key.spki), zOf(key.point, userId), input, rawToDer(raw)),
);

/** OpenSSL alone with the DER as it came. */
const nativeAsItCame: Judge = (vector) => {
  const key = keyOf(vector);
  if (key === undefined || vector.userId.length > LONGEST_ID) return false;
  return nativeVerify(importPublicKey(key.spki), zOf(key.point, vector.userId), vector.input, vector.signature);
};

function hot(accelerator: Accelerator): (vector: ReadVector) => boolean | undefined {
  return readStrictly((key, raw, { type, userId, input }) => {
    const e = type === 'Sm2DigestVerify' ? input : sm3(zOf(key.point, userId), input);
    accelerator.build(SLOT, key.point);
    return accelerator.verify(SLOT, e, raw);
  });
}

const reference = readStrictly((key, raw, { type, userId, input }) => {
  const e = type === 'Sm2DigestVerify' ? toBigInt(input) : digestOf(key.point, input, userId);
  return verifyDigest(key.point, e, { r: toBigInt(raw.subarray(0, 32)), s: toBigInt(raw.subarray(32)) });
});

/** The public way, as often as it takes for a key to get a table in the WebAssembly. */
const product: Judge = (vector) => {
  const key = keyOf(vector);
  if (key === undefined) return false;
  const { type, input, signature } = vector;
  const answers = Array.from({ length: 3 }, () =>
    type === 'Sm2Verify' ? key.verifyDer(input, signature) : key.verifyRaw(input, signature),
  );
  expect(new Set(answers).size, `#${vector.tcId} has one answer`).to.equal(1);
  return answers[0] === true;
};

/** The vectors judged otherwise than the file says, with "acceptable" taken for a no: but for -G, which is a point of the curve, we refuse them. */
function wrong(judge: Judge, asked: readonly ReadVector[]): string[] {
  const isExpected = ({ result, flags }: ReadVector) =>
    result === 'valid' || (result === 'acceptable' && flags.includes('ExtremeKey'));
  return asked
    .filter((vector) => judge(vector) !== isExpected(vector))
    .map(({ tcId, comment, result }) => `#${tcId} ${comment}: ${result}`);
}

describe('SM2 vectors', () => {
  const overMessages = vectors.filter(({ type }) => type !== 'Sm2DigestVerify');

  it('are judged by OpenSSL behind our reading as they say', () => {
    expect(wrong(native, overMessages)).to.deep.equal([]);
  });

  it('are judged by OpenSSL alone as they say, once the key is ours', () => {
    const inDer = vectors.filter(({ type }) => type === 'Sm2Verify');
    expect(wrong(nativeAsItCame, inDer)).to.deep.equal([]);
  });

  it('are judged by the WebAssembly as they say, but for those that it leaves to OpenSSL', () => {
    const judge = hot(loadAccelerator());
    const answers = new Map(vectors.map((vector) => [vector, judge(vector)]));
    const left = vectors.filter((vector) => answers.get(vector) === undefined);
    // Its additions are not complete: where a sum is infinity, or has two equal parts, it does not answer.
    const met = left.filter(
      ({ flags, comment }) => !flags.includes('InfinitySum') && !comment.startsWith('the key is 2G'),
    );
    expect(met.map(({ comment }) => comment)).to.deep.equal([]);
    const answered = vectors.filter((vector) => !left.includes(vector));
    expect(wrong((vector) => answers.get(vector) === true, answered)).to.deep.equal([]);
  });

  it('are judged by plain arithmetic as they say', function () {
    this.timeout(60_000);
    expect(wrong(reference, vectors)).to.deep.equal([]);
  });

  it('are judged by Sm2PublicKey as they say, of the default user id', () => {
    expect(wrong(product, overMessages.filter(hasDefaultId))).to.deep.equal([]);
  });

  it('that are good for another user id are refused by Sm2PublicKey', () => {
    const others = overMessages.filter((vector) => !hasDefaultId(vector));
    const accepted = others.filter((vector) => vector.result === 'valid' && product(vector));
    expect(accepted.map(({ comment }) => comment)).to.deep.equal([]);
  });
});
