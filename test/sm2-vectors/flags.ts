interface Note {
  /** One of Wycheproof's kinds of fault. */
  readonly bugType: string;
  readonly description: string;
}

/** What each flag of a vector means. */
export const NOTES = {
  Twin: {
    bugType: 'BASIC',
    description: 'A good signature beside those that are made from it: a verifier that refuses everything fails here.',
  },
  RangeCheck: {
    bugType: 'EDGE_CASE',
    description:
      'r or s is outside 1..n-1 (GB/T 32918.2 section 7.1, steps 1 and 2). Values that are good mod n make signatures malleable; zeros let steps vanish.',
  },
  ZeroSum: {
    bugType: 'MISSING_STEP',
    description: 't = r + s = 0 mod n (section 7.1, step 5). The public key would have no part in the result.',
  },
  InfinitySum: {
    bugType: 'EDGE_CASE',
    description:
      'sG + tQ is the point at infinity, which has no x1. Where code takes one for it, 0 as a rule, the signature may pass; the scalar of the key is needed to make it.',
  },
  ModifiedInteger: {
    bugType: 'MODIFIED_PARAMETER',
    description: 'r and s are in their range, but not those of the signature.',
  },
  BerEncoding: {
    bugType: 'BER_ENCODING',
    description:
      'Good values in an encoding that BER allows and DER does not: accepting it makes signatures malleable.',
  },
  MissingZero: {
    bugType: 'BER_ENCODING',
    description: 'The zero octet before a top bit is missing, so that the INTEGER is negative.',
  },
  InvalidEncoding: {
    bugType: 'CAN_OF_WORMS',
    description: 'Not an encoding of SEQUENCE { INTEGER r, INTEGER s }, or not 64 octets where the form is r, s.',
  },
  CompressedPoint: {
    bugType: 'EDGE_CASE',
    description:
      'The key is a compressed point. GB/T 32918.1 section 4.2.9 knows the form, certificate profiles ask for the uncompressed one: acceptable, if it is read rightly.',
  },
  HybridPoint: {
    bugType: 'EDGE_CASE',
    description: 'The key is a point in the hybrid form, 06 or 07: acceptable, if its bit is checked.',
  },
  InvalidPublicKey: {
    bugType: 'MISSING_STEP',
    description:
      'The octets are no point of the curve, or no encoding of one: coordinates of at least p, a point of another curve, a wrong length.',
  },
  PointAtInfinity: {
    bugType: 'MISSING_STEP',
    description: 'The key is the point at infinity, which GB/T 32918.1 section 6.2.1 excludes.',
  },
  Forgery: {
    bugType: 'AUTH_BYPASS',
    description:
      'Made without any private key, from public values alone: whoever does not check the key, or takes the base point out of it, accepts the signatures of anybody.',
  },
  ExplicitParameters: {
    bugType: 'CAN_OF_WORMS',
    description:
      'The curve is written out in place of its name. RFC 5480 section 2.1.1 forbids it; acceptable where all parameters are compared with those of SM2, invalid with another base point.',
  },
  InvalidPublicKeyInfo: {
    bugType: 'CAN_OF_WORMS',
    description:
      'The SubjectPublicKeyInfo is not DER, or not that of an EC key. The vectors carry the octets as they are.',
  },
  WrongCurve: {
    bugType: 'MODIFIED_PARAMETER',
    description: 'The point stands under the name of another curve.',
  },
  WrongKey: { bugType: 'BASIC', description: 'A key of the curve, but not the one of the signature.' },
  ExtremeKey: {
    bugType: 'EDGE_CASE',
    description:
      'The private key is at the end of its range 1..n-2. n-1 is none, and beside it every s is good; the verifier cannot know but by comparing the key with -G, so that this one is acceptable.',
  },
  EdgePoint: { bugType: 'EDGE_CASE', description: 'The key has a coordinate of few bits.' },
  MessageLength: { bugType: 'BASIC', description: 'Message lengths around the blocks of SM3.' },
  WrongMessage: { bugType: 'BASIC', description: 'The signature of another message.' },
  SpecialHash: {
    bugType: 'EDGE_CASE',
    description:
      'e is small, at least n, or has a word of zeros or ones. Messages with such an e were found by search; others are reached in groups over e itself.',
  },
  SpecialNonce: {
    bugType: 'EDGE_CASE',
    description: 'The nonce is at the end of its range, so that x1 is that of G or of a small multiple.',
  },
  WrongHash: {
    bugType: 'WRONG_PRIMITIVE',
    description: 'The signature is good for another e: without Z, with a Z of other octets, or by another hash.',
  },
  WrongEquation: {
    bugType: 'WRONG_PRIMITIVE',
    description: 'The values are good by the equations of ECDSA, or by a slip in those of SM2.',
  },
  UserId: { bugType: 'BASIC', description: 'Z is computed with the user id of the group.' },
  UserIdTooLong: {
    bugType: 'EDGE_CASE',
    description:
      'The id has more bits than ENTL, two octets, can count. The signature is good where the count overflows: another id and message then have the same Z.',
  },
  EdgeArithmetic: {
    bugType: 'EDGE_CASE',
    description: 'The factors of G and of the key are at the ends of their range, or their sum meets a special point.',
  },
  WrappingX: {
    bugType: 'EDGE_CASE',
    description: 'x1 lies between n and p, or below p - n: the comparison mod n has two candidates.',
  },
} as const satisfies Readonly<Record<string, Note>>;

export type Flag = keyof typeof NOTES;
