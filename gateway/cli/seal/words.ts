import type { JudgedOutcome, SesVerdictCheckId } from '../../../pki/ses/verdict/check.js';
import type { Language } from '../language.js';

type Words = Readonly<Record<Language, string>>;

export const MARKS: Readonly<Record<JudgedOutcome, string>> = { passed: '✓', failed: '✗', warning: '!', skipped: '?' };

export const CHECKS: Readonly<Record<SesVerdictCheckId, Words>> = {
  'SES-FMT': { zh: '格式', en: 'format' },
  'SES-SIG': { zh: '签章签名值', en: "signer's signature" },
  'SIGNER-IN-LIST': { zh: '签章人在印章列表中', en: 'signer listed in the seal' },
  'SIGNER-CHAIN': { zh: '签章人证书链', en: "signer's certification path" },
  'SIGNER-REVOC': { zh: '签章人证书撤销状态', en: "signer's revocation state" },
  'SIGNER-KU': { zh: '签章人密钥用途', en: "signer's key usage" },
  'DATA-HASH': { zh: '原文摘要', en: 'digest of the document' },
  'TIME-IN-CERT': { zh: '签章时间在证书有效期内', en: "signing time in the certificate's validity" },
  'TIME-IN-SEAL': { zh: '签章时间在印章有效期内', en: "signing time in the seal's period" },
  'SEAL-SIG': { zh: '印章签名值', en: "seal maker's signature" },
  'SEAL-TIME': { zh: '印章有效期', en: "seal's period" },
  'SEAL-STATUS': { zh: '印章发布状态', en: "seal's published state" },
  'MAKER-CHAIN': { zh: '制章人证书链', en: "seal maker's certification path" },
  'MAKER-REVOC': { zh: '制章人证书撤销状态', en: "seal maker's revocation state" },
  'MAKER-KU': { zh: '制章人密钥用途', en: "seal maker's key usage" },
  'TSA-TOKEN': { zh: '时间戳', en: 'timestamp' },
  'ALG-POLICY': { zh: '算法策略', en: 'algorithm' },
  'EXT-CRITICAL': { zh: '关键扩展', en: 'critical extensions' },
};

export const LABELS = {
  verdict: { zh: '核验结论', en: 'Verdict' },
  seal: { zh: '电子印章', en: 'Seal' },
  signature: { zh: '电子签章', en: 'Seal signature' },
  version: { zh: '版本', en: 'version' },
  name: { zh: '印章名称', en: 'Name' },
  number: { zh: '印章编号', en: 'Number' },
  type: { zh: '类型', en: 'type' },
  vendor: { zh: '厂商', en: 'vendor' },
  created: { zh: '制作时间', en: 'Made' },
  valid: { zh: '有效期', en: 'In force' },
  picture: { zh: '印章图像', en: 'Picture' },
  bytes: { zh: '字节', en: 'bytes' },
  maker: { zh: '制章人', en: 'Maker' },
  signers: { zh: '签章人列表', en: 'Signers' },
  signer: { zh: '签章人', en: 'Signer' },
  signed: { zh: '签章时间', en: 'Signed' },
  declared: { zh: '签章人自称', en: "the signer's word" },
  stamped: { zh: '时间戳', en: 'by timestamp' },
  unknown: { zh: '无法读取', en: 'cannot be read' },
  dataHash: { zh: '原文摘要', en: 'Data hash' },
  covers: { zh: '保护范围', en: 'Covers' },
  encoding: { zh: '编码', en: 'Encoding' },
  deviations: { zh: '与标准的出入', en: 'Deviations' },
  extensions: { zh: '扩展', en: 'Extensions' },
  critical: { zh: '关键', en: 'critical' },
  at: { zh: '核验时间', en: 'Asked about' },
  policy: { zh: '核验策略', en: 'policy' },
  checks: { zh: '检查', en: 'Checks' },
  ofSeal: { zh: '印章', en: 'seal' },
  ofSignature: { zh: '签章', en: 'signature' },
  reasons: { zh: '原因与处理', en: 'Reasons, and what to do' },
  warnings: { zh: '提示', en: 'Warnings' },
} as const satisfies Record<string, Words>;
