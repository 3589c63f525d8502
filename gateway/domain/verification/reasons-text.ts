import type { ReasonCode } from './reasons.js';

export interface ReasonText {
  /** What is the matter, and what to do, for people. */
  zh: string;
  en: string;
}

/** Every code in both languages: what is the matter, then what to do about it. */
export const REASON_TEXTS: Readonly<Record<ReasonCode, ReasonText>> = {
  TRUST_ABSENT: text('没有可用的信任列表。请先取得信任列表。', 'There is no trust list. Get one first.'),
  TRUST_MALFORMED: text(
    '信任列表格式不正确。请重新从可信来源取得。',
    'The trust list is not of its format. Get it again from a source you trust.',
  ),
  TRUST_SIGNATURE_INVALID: text(
    '信任列表上有无效的签名。请勿使用，并重新取得。',
    'A signature on the trust list is not valid. Do not use the list; get it again.',
  ),
  TRUST_NOT_MAJORITY: text(
    '信任列表未经多数信任域签署。请勿使用。',
    'The trust list is not signed by a majority of the domains. Do not use it.',
  ),
  TRUST_GAP: text('信任列表不连续。请补齐缺少的列表。', 'Lists are missing in between. Get the missing ones.'),
  TRUST_ROLLED_BACK: text(
    '信任列表早于已持有的列表。请使用较新的列表。',
    'The list is older than one that came before. Use the newer one.',
  ),
  TRUST_FORK: text(
    '信任列表与已持有的列表不衔接。请勿使用，并联系信任域。',
    'The list does not follow from the one before. Do not use it, and ask a domain.',
  ),
  TRUST_WRONG_NETWORK: text(
    '信任列表属于另一网络。请核对网络摘要。',
    'The list is of another network. Compare the digest of the network.',
  ),
  TRUST_ENTRY_FOREIGN: text(
    '信任域条目不是该信任域自己签署的。请勿使用此列表。',
    "An entry does not bear its own domain's signature. Do not use the list.",
  ),
  TRUST_ENTRY_ALTERED: text(
    '信任列表改动了既有内容。请勿使用此列表。',
    'The list alters what stood in the one before. Do not use it.',
  ),
  TRUST_KEY_SHARED: text('两个信任域使用同一密钥。请勿使用此列表。', 'Two domains share a key. Do not use the list.'),
  TRUST_ROOT_INVALID: text('根证书无效。请勿使用此列表。', 'A root certificate is not valid. Do not use the list.'),
  TRUST_TYPE_INVALID: text(
    '证照类型不是其所有者签署的。请勿使用此列表。',
    'A licence type is not signed by its owner. Do not use the list.',
  ),
  TRUST_AGREEMENT_INVALID: text(
    '互认协议未经双方一致签署。请勿使用此列表。',
    'An agreement is not signed by both sides in the same words. Do not use the list.',
  ),
  TRUST_CONVICTION_INVALID: text(
    '见证方违规的证据不成立。请勿使用此列表。',
    'A proof against a witness does not hold. Do not use the list.',
  ),
  TRUST_STALE: text(
    '信任列表已过期。请更新后再核验。',
    'The trust list is past its next update. Update it and verify again.',
  ),
  TRUST_LIST_OLDER: text(
    '证照文件所依据的区块晚于信任列表。请更新信任列表后再核验。',
    'The evidence rests on blocks that the trust list does not know. Update the list and verify again.',
  ),
  EVALUATION_NETWORK: text(
    '该证照来自评估网络，不具有效力。生产环境请勿采信。',
    'The licence is of an evaluation network and has no force. Do not rely on it in production.',
  ),
  OTHER_NODES_ASKED: text(
    '本地节点未应答，结论依据另外两个成员节点一致的答复。',
    'The own node did not answer: the verdict rests on two other members’ nodes, which said the same.',
  ),
  EVIDENCE_NOT_PRESENT: text(
    '未提供证照文件，仅核验了账本上的状态。请提供证照文件以核验内容。',
    'There was no licence file; only the ledger was asked. Give the file to have its contents judged.',
  ),
  EVIDENCE_TOO_LARGE: text(
    '文件过大。请核对是否为证照文件。',
    'The file is too large. Check that it is a licence file.',
  ),
  EVIDENCE_MALFORMED: text(
    '文件不是完整的证照文件。请向持证人索取原文件。',
    'The file is no whole licence file. Ask the holder for the original.',
  ),
  EVIDENCE_ORDER: text(
    '文件内容重复或次序不符。请向持证人索取原文件。',
    'Parts of the file are doubled or out of order. Ask the holder for the original.',
  ),
  NOT_JUDGED: text(
    '因前项问题未能核验。请先解决前项问题。',
    'Not judged, because of what went before. Solve that first.',
  ),
  WRONG_NETWORK: text(
    '证照属于另一网络。请使用该网络的信任列表。',
    'The licence is of another network. Use the trust list of that network.',
  ),
  WRONG_LEDGER: text('证照属于另一账本。请勿采信。', 'The licence is of another ledger. Do not rely on it.'),
  DOMAIN_UNKNOWN: text(
    '信任列表中没有该信任域。请更新信任列表。',
    'The trust list does not have the domain. Update the list.',
  ),
  IDENTIFIER_INVALID: text(
    '证照标识不合规。请勿采信。',
    'The identifier is none of GB/T 36904. Do not rely on the licence.',
  ),
  IDENTIFIER_MISMATCH: text(
    '证照标识与其他内容不一致。请勿采信。',
    'The identifier contradicts other parts. Do not rely on the licence.',
  ),
  AUTHORITY_OUTSIDE_DOMAIN: text(
    '颁发机构不属于该信任域的地区。请勿采信。',
    "The authority is not of the domain's area. Do not rely on the licence.",
  ),
  FIELD_FOREIGN: text(
    '出示的内容不属于该证照。请勿采信。',
    'A field does not belong to the licence. Do not rely on it.',
  ),
  FIELD_UNKNOWN: text(
    '含有信任列表中该证照类型没有的内容。请更新信任列表；仍然如此，请勿采信。',
    'A field is none of the type. Update the trust list; where it stays so, do not rely on the licence.',
  ),
  FIELD_DOUBLED: text('同一内容出现两次。请勿采信。', 'A field stands there twice. Do not rely on the licence.'),
  FIELD_HIDDEN: text(
    '需要的内容被隐去。请持证人出示该内容。',
    'A field that is wanted is hidden. Ask the holder to show it.',
  ),
  FIELD_MISMATCH: text(
    '内容与证照首部不一致。请勿采信。',
    'A field contradicts the header. Do not rely on the licence.',
  ),
  LICENCE_NUMBER_MISMATCH: text(
    '证照编号不一致。请勿采信。',
    'The licence number does not fit the header. Do not rely on the licence.',
  ),
  ATTESTATION_INVALID: text(
    '颁发机构的签名无效。请勿采信。',
    "The authority's signature is not valid. Do not rely on the licence.",
  ),
  CERTIFICATE_MISSING: text(
    '缺少签名证书。请向持证人索取原文件。',
    'A certificate is missing. Ask the holder for the original file.',
  ),
  CERTIFICATE_SURPLUS: text(
    '含有多余的证书。请向持证人索取原文件。',
    'A certificate is there that nothing uses. Ask the holder for the original file.',
  ),
  CERTIFICATE_MALFORMED: text(
    '证书无法读取。请向持证人索取原文件。',
    'A certificate cannot be read. Ask the holder for the original file.',
  ),
  CERTIFICATE_CHAIN: text(
    '证书不由该信任域签发。请勿采信。',
    "A certificate does not lead to the domain's root. Do not rely on the licence.",
  ),
  CERTIFICATE_USAGE: text(
    '证书不得用于此用途。请勿采信。',
    'A certificate may not be used for this. Do not rely on the licence.',
  ),
  CERTIFICATE_NOT_VALID_THEN: text(
    '颁发时证书不在有效期内。请联系颁发机构。',
    'A certificate was not valid at the time of issue. Ask the authority.',
  ),
  CERTIFICATE_FOREIGN: text(
    '证书属于另一机构。请勿采信。',
    'A certificate is of another authority. Do not rely on the licence.',
  ),
  SEAL_SIGNATURE_MALFORMED: text(
    '电子签章无法读取。请向持证人索取原文件。',
    'The seal signature cannot be read. Ask the holder for the original file.',
  ),
  SEAL_SIGNATURE_VERSION: text(
    '电子签章的版本不被接受。请联系颁发机构。',
    'The seal signature is of a version that is not accepted. Ask the authority.',
  ),
  SEAL_SIGNATURE_INVALID: text(
    '电子签章无效。请勿采信。',
    'The seal signature is not valid. Do not rely on the licence.',
  ),
  SEAL_SIGNATURE_OTHER_DOCUMENT: text(
    '电子签章属于另一份证照。请勿采信。',
    'The seal signature is of another document. Do not rely on the licence.',
  ),
  SEAL_SIGNATURE_OTHER_SCOPE: text(
    '电子签章的保护范围不符。请勿采信。',
    'The seal signature covers something else. Do not rely on the licence.',
  ),
  SEAL_SIGNATURE_MISMATCH: text(
    '电子签章与账本记录不一致。请勿采信。',
    'The seal signature is not the one on the ledger. Do not rely on the licence.',
  ),
  SEAL_SIGNER_NOT_LISTED: text(
    '签章人无权使用该印章。请勿采信。',
    'The seal does not list its signer. Do not rely on the licence.',
  ),
  SEAL_INVALID: text('电子印章无效。请勿采信。', 'The seal is not valid. Do not rely on the licence.'),
  SEAL_MISMATCH: text(
    '电子印章与账本记录不一致。请勿采信。',
    'The seal is not the one on the ledger. Do not rely on the licence.',
  ),
  SEAL_NOT_VALID_THEN: text(
    '颁发时印章不在有效期内。请联系颁发机构。',
    'The seal was not in force at the time of issue. Ask the authority.',
  ),
  SEAL_CLASS_UNKNOWN: text(
    '印章类别未知，无法判断互认。请联系颁发机构。',
    'The seal is of no known class, so no agreement covers it. Ask the authority.',
  ),
  LEAF_MISMATCH: text(
    '账本回执属于另一份证照。请勿采信。',
    'The ledger receipt says something else than the document. Do not rely on the licence.',
  ),
  BATCH_PROOF_INVALID: text('账本回执不成立。请勿采信。', 'The licence is not in the signed batch. Do not rely on it.'),
  BATCH_SIGNATURE_INVALID: text(
    '上链批次的签名无效。请勿采信。',
    "The batch does not bear the authority's signature. Do not rely on the licence.",
  ),
  BATCH_MISMATCH: text(
    '上链批次属于另一机构。请勿采信。',
    'The batch speaks for another authority. Do not rely on the licence.',
  ),
  BLOCK_PROOF_INVALID: text(
    '上链批次不在该区块中。请勿采信。',
    'The batch is not in the witnessed block. Do not rely on the licence.',
  ),
  WITNESS_UNKNOWN: text(
    '见证方不在信任列表中。请更新信任列表。',
    'A witness is none of the trust list. Update the list.',
  ),
  WITNESS_SIGNATURE_INVALID: text(
    '见证签名无效。请勿采信。',
    "A witness's signature is not valid. Do not rely on the licence.",
  ),
  WITNESS_STATEMENT_SURPLUS: text(
    '含有多余的见证。请重新下载证照文件。',
    'A witness statement is there that should not be. Download the file again.',
  ),
  WITNESS_CONFLICT: text(
    '见证方说法不一。请稍后再核验，并告知信任域。',
    'The witnesses contradict one another. Verify later, and tell a domain.',
  ),
  WITNESS_QUORUM_MISSING: text(
    '见证数量不足。请稍后重新下载证照文件。',
    'Too few witnesses have seen the block. Download the file again later.',
  ),
  ANCHORING_UNKNOWN: text(
    '无法确定上链时间。请先解决见证问题。',
    'The time of anchoring is not established. Solve the witnesses first.',
  ),
  LEDGER_UNAVAILABLE: text('账本暂时无法访问。请稍后再核验。', 'The ledger cannot be reached. Verify again later.'),
  LEDGER_ENTRY_MISSING: text(
    '本节点账本上没有该条目。请检查节点，并稍后再核验。',
    "The verifier's node does not have an entry. Check the node and verify later.",
  ),
  STATUS_ABSENT: text(
    '缺少状态声明。请联网更新后再核验。',
    'Status statements are missing. Renew them online and verify again.',
  ),
  STATUS_STALE: text(
    '状态声明已过时。请联网更新后再核验。',
    'The status statements are too old. Renew them online and verify again.',
  ),
  STATUS_CONFLICT: text('各方对状态的说法不一。请稍后再核验。', 'The witnesses differ on a state. Verify again later.'),
  STATUS_NOT_COVERING: text(
    '现有状态声明不能回答所问的时间。请核验当前时间。',
    'The present state began after the time asked about. Ask about a later time.',
  ),
  STATUS_BEFORE_ANCHORING: text(
    '状态声明早于证照上链。请联网更新后再核验。',
    'The word on the state is from before the licence. Renew it and verify again.',
  ),
  STATUS_SURPLUS: text(
    '含有多余的状态声明。请重新下载证照文件。',
    'A status is there that the verdict does not rest on. Download the file again.',
  ),
  STATUS_INVALID: text('状态声明不成立。请重新下载证照文件。', 'A status does not hold. Download the file again.'),
  STATUS_SIGNATURE_INVALID: text(
    '状态声明的签名无效。请重新下载证照文件。',
    'The signature of a status is not valid. Download the file again.',
  ),
  STATUS_UNKNOWN: text(
    '当前状态无法确定。请联网更新后再核验。',
    'The present state is not established. Renew the statuses and verify again.',
  ),
  LICENCE_SUSPENDED: text('证照已被暂扣。请联系颁发机构。', 'The licence is suspended. Ask the authority.'),
  LICENCE_REVOKED: text('证照已被吊销。请勿采信。', 'The licence is revoked. Do not rely on it.'),
  LICENCE_WITHDRAWN: text('证照已被撤销。请勿采信。', 'The licence is withdrawn. Do not rely on it.'),
  LICENCE_CANCELLED: text('证照已被注销。请勿采信。', 'The licence is cancelled. Do not rely on it.'),
  LICENCE_SUPERSEDED: text(
    '证照已换发新版本。请持证人出示新版本。',
    'There is a later version. Ask the holder for that one.',
  ),
  CERTIFICATE_REVOKED: text(
    '颁发前证书已被吊销。请勿采信。',
    'A certificate was revoked before the issue. Do not rely on the licence.',
  ),
  CERTIFICATE_DISTRUSTED: text(
    '颁发时证书的密钥已不可信。请勿采信。',
    'A key was compromised before the issue. Do not rely on the licence.',
  ),
  SEAL_NOT_ACTIVE: text(
    '颁发时印章不可用。请勿采信。',
    'The seal was not active at the time of issue. Do not rely on the licence.',
  ),
  SEAL_DISTRUSTED: text(
    '颁发时印章已不可信。请勿采信。',
    'The seal was lost or compromised before the issue. Do not rely on the licence.',
  ),
  RIGHT_ENDED: text(
    '颁发时该机构无权颁发此类证照。请勿采信。',
    'The authority had no right to the type at the time of issue. Do not rely on the licence.',
  ),
  TYPE_UNKNOWN: text(
    '信任列表中没有该证照类型。请更新信任列表。',
    'The trust list does not know the type. Update the list.',
  ),
  LICENCE_EXPIRED: text(
    '证照已过有效期。请持证人换发。',
    'The licence is past its last day. Ask the holder to renew it.',
  ),
  LICENCE_NOT_YET_VALID: text(
    '证照尚未生效。请在生效后再核验。',
    'The licence is not valid yet. Verify again when it is.',
  ),
  RECOGNITION_MISSING: text(
    '两地没有该类证照的互认协议。请办理本地证照。',
    'No agreement recognises such licences here. Use one of this domain.',
  ),
  RECOGNITION_REFUSED: text(
    '互认协议不认可该类证照。请办理本地证照。',
    'The agreement refuses such licences here. Use one of this domain.',
  ),
  RECOGNISED_WITH_NOTE: text(
    '按互认协议附条件认可。请阅读协议附注。',
    'The licence is recognised with a note. Read the note of the agreement.',
  ),
  RECOGNITION_NOT_ASKED: text(
    '未要求判断互认。如需判断，请指明用证地。',
    'Nobody asked about recognition. Name the relying domain to have it judged.',
  ),
};

function text(zh: string, en: string): ReasonText {
  return { zh, en };
}
