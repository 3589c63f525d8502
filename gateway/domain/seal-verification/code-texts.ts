import type { SesVerdictCode } from '../../../pki/ses/verdict/check.js';

export interface CodeText {
  /** What is the matter, and what to do, for people. */
  readonly zh: string;
  readonly en: string;
}

const text = (zh: string, en: string): CodeText => ({ zh, en });

/** Every code of a verdict on a seal in both languages. */
export const SEAL_CODE_TEXTS: Readonly<Record<SesVerdictCode, CodeText>> = {
  OK: text('通过。', 'Passed.'),
  FORMAT_DEVIATES: text(
    '编码与标准文本略有出入，已逐项列出，仍可读取。',
    'The encoding departs from the standard in the ways listed; it could be read all the same.',
  ),
  FORMAT_NOT_STRICT: text(
    '编码与标准文本有出入，严格模式下不接受。',
    'The encoding departs from the standard, which the strict profile does not accept.',
  ),
  FORMAT_VERSION_MISMATCH: text(
    '签章写明的版本与印章的版本不一致。',
    'The signature states another version than its seal has.',
  ),
  SIGNATURE_INVALID: text(
    '签名值验证失败：内容被改动，或不是该证书所签。请勿采信。',
    'The signature does not match: the contents were changed, or another key signed. Do not rely on it.',
  ),
  SIGNATURE_NOT_VERIFIED: text(
    '签名算法不受支持，未能验证。请用支持该算法的工具核验。',
    'This verifier has no code for the signature algorithm. Use one that has.',
  ),
  CERTIFICATE_UNREADABLE: text(
    '证书无法读取，相关检查未能进行。',
    'The certificate cannot be read; what rests on it was not judged.',
  ),
  CERTIFICATE_CHAIN_INVALID: text(
    '证书链不符合规则。请勿采信。',
    'The certification path breaks a rule. Do not rely on it.',
  ),
  CERTIFICATE_NOT_TRUSTED: text(
    '没有通向受信根证书的证书链。请提供签发机构的根证书及中间证书。',
    'No path leads to a trusted root. Give the root and the certificates in between with --trust.',
  ),
  CERTIFICATE_NOT_VALID_THEN: text(
    '制章人证书在应当有效的时刻不在有效期内。',
    "The seal maker's certificate was not valid when it had to be.",
  ),
  CERTIFICATE_EXPIRED_SINCE: text(
    '制章人证书此后已过期；当时有效。',
    "The seal maker's certificate has run out since; it was valid then.",
  ),
  CERTIFICATE_REVOKED: text('证书已被撤销。请勿采信。', 'The certificate is revoked. Do not rely on it.'),
  REVOKED_SINCE: text('证书此后被撤销；当时有效。', 'The certificate was revoked later; it was good then.'),
  REVOKED_AFTER_DECLARED_TIME: text(
    '证书在签章人自称的时间之后被撤销，但没有时间戳证明签章早于撤销。请向签章人索取时间戳。',
    'The certificate was revoked after the time that the signer declares, and no timestamp proves that time. Ask for one.',
  ),
  REVOCATION_UNKNOWN: text(
    '证书是否被撤销无法确定。请随 --trust 提供签发机构的撤销列表。',
    'Whether the certificate is revoked cannot be told. Give the revocation lists of its issuers with --trust.',
  ),
  KEY_USAGE_MISSING: text('证书的密钥用途不包括签名。', "The certificate's key is not for signatures."),
  KEY_USAGE_ABSENT: text('证书没有限定密钥用途。', 'The certificate does not restrict its key.'),
  SIGNER_NOT_IN_LIST: text(
    '签章人不在印章的签章人列表中。请勿采信。',
    'The seal does not list the signer. Do not rely on it.',
  ),
  SIGNER_LIST_NOT_COMPARABLE: text(
    '印章的签章人列表无法与证书比对。',
    'The list of signers in the seal cannot be compared with a certificate.',
  ),
  DATA_HASH_MISMATCH: text(
    '文件与签章所保护的内容不一致。',
    'The document is not the one that was sealed, or has been changed.',
  ),
  PROPERTY_INFO_MISMATCH: text('签章的保护范围不是所要求的。', 'The signature covers something else than asked for.'),
  DOCUMENT_NOT_GIVEN: text(
    '未提供文件，未比对内容。请用 --document 提供。',
    'The document was not given. Give it with --document.',
  ),
  SIGNING_TIME_DECLARED: text(
    '签章时间为签章人自称，没有时间戳佐证。',
    "The signing time is the signer's own word; no timestamp bears it out.",
  ),
  SIGNING_TIME_UNKNOWN: text('签章时间无法读取。', 'The signing time cannot be told.'),
  SIGNED_OUTSIDE_CERTIFICATE_VALIDITY: text(
    '签章时间不在签章人证书的有效期内。',
    "The signing time is outside the validity of the signer's certificate.",
  ),
  SIGNED_OUTSIDE_SEAL_PERIOD: text('签章时间不在印章的有效期内。', "The signing time is outside the seal's period."),
  SIGNED_AFTER_TIME_ASKED: text(
    '签章时间晚于所问的时间。请核对时钟或 --at。',
    'It was signed after the time asked about. Check the clock, or --at.',
  ),
  SEAL_PERIOD_INVERTED: text('印章有效期的终点早于起点。', "The seal's period ends before it begins."),
  SEAL_CREATED_OUTSIDE_PERIOD: text('印章的制作时间不在其有效期内。', 'The seal was made outside its period.'),
  SEAL_CREATED_AFTER_TIME_ASKED: text(
    '印章制作于所问的时间之后。请核对时钟或 --at。',
    'The seal was made after the time asked about. Check the clock, or --at.',
  ),
  SEAL_NOT_IN_FORCE: text('所问的时间不在印章的有效期内。', 'The seal is not in force at the time asked about.'),
  TIMESTAMP_ABSENT: text('没有时间戳。', 'There is no timestamp.'),
  TIMESTAMP_NOT_VERIFIED: text(
    '时间戳未能验证。请提供时间戳机构的根证书。',
    'The timestamp was not judged. Give the root of its authority with --trust.',
  ),
  TIMESTAMP_INVALID: text('时间戳无效。', 'The timestamp is not valid.'),
  TIMESTAMP_BEFORE_DECLARED_TIME: text(
    '时间戳早于自称的时间，二者矛盾。',
    'The timestamp is older than the declared time, which contradicts it.',
  ),
  SEAL_STATUS_UNKNOWN: text('印章的发布状态未查询。', "The seal's published state was not asked."),
  SEAL_STATUS_NOT_ACTIVE: text('印章当时不是有效状态。', 'The seal was not active.'),
  ALGORITHM_FORBIDDEN: text(
    '算法已被攻破（MD5 或 SHA-1），不得采信。',
    'The algorithm is broken (MD5 or SHA-1). Do not rely on it.',
  ),
  ALGORITHM_NOT_ALLOWED: text('算法不在核验策略之内。', 'The policy does not let the algorithm in.'),
  EXTENSION_CRITICAL_UNKNOWN: text(
    '含有标为关键而不认识的扩展。',
    'It holds extensions marked critical that this verifier does not know.',
  ),
};
