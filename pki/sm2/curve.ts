/** The SM2 curve of GB/T 32918.5 and the fixed bytes around its keys. */

const hex = (text: string): Uint8Array => new Uint8Array(Buffer.from(text.replaceAll(' ', ''), 'hex'));

export const P = 0xfffffffeffffffffffffffffffffffffffffffff00000000ffffffffffffffffn;
export const A = P - 3n;
export const B = 0x28e9fa9e9d9f5e344d5a9e4bcf6509a7f39789f515ab8f92ddbcbd414d940e93n;

/** The group order n, big-endian. */
export const ORDER = hex('fffffffeffffffffffffffffffffffff 7203df6b21c6052b53bbf40939d54123');

/** n - 2, the largest private key: with n - 1 the signing equation has no inverse of 1 + d. */
export const LARGEST_SCALAR = hex('fffffffeffffffffffffffffffffffff 7203df6b21c6052b53bbf40939d54121');

/** SubjectPublicKeyInfo up to and with the 04 of an uncompressed point: id-ecPublicKey, curve 1.2.156.10197.1.301. */
export const SPKI_PREFIX = hex('3059 3013 0607 2a8648ce3d0201 0608 2a811ccf5501822d 034200 04');

/** PKCS#8 before the 32 bytes of the scalar, and between them and the x and y of the public key. */
export const PKCS8_HEAD = hex('308187 020100 3013 0607 2a8648ce3d0201 0608 2a811ccf5501822d 046d 306b 020101 0420');
export const PKCS8_MIDDLE = hex('a144 034200 04');

/** ENTL, the user id 1234567812345678, a, b, Gx, Gy: all of Z (GB/T 32918.2 §5.5) but the public key. */
export const Z_PREFIX = hex(
  '0080 31323334353637383132333435363738' +
    'fffffffeffffffffffffffffffffffffffffffff00000000fffffffffffffffc' +
    '28e9fa9e9d9f5e344d5a9e4bcf6509a7f39789f515ab8f92ddbcbd414d940e93' +
    '32c4ae2c1f1981195f9904466a39c9948fe30bbff2660be1715a4589334c74c7' +
    'bc3736a2f4f6779c59bdcee36b692153d0a9877cc62a474002df32e52139f0a0',
);
