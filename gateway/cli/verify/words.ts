import type { CheckName, Outcome, Verdict } from '../../domain/verification/report.js';
import type { Language } from '../language.js';

type Words = Readonly<Record<Language, string>>;

export const VERDICTS: Readonly<Record<Verdict, Words>> = {
  valid: { zh: '有效', en: 'VALID' },
  invalid: { zh: '无效', en: 'INVALID' },
  indeterminate: { zh: '无法判定', en: 'INDETERMINATE' },
};

export const MARKS: Readonly<Record<Outcome, string>> = { passed: '✓', failed: '✗', error: '?', skipped: '–' };

export const CHECKS: Readonly<Record<CheckName, Words>> = {
  format: { zh: '证照文件格式', en: 'format of the file' },
  trust: { zh: '信任列表', en: 'trust list' },
  network: { zh: '所属网络与账本', en: 'network and ledger' },
  identifier: { zh: '证照标识', en: 'licence identifier' },
  fields: { zh: '证照内容', en: 'fields' },
  attestation: { zh: '颁发机构签名', en: "authority's attestation" },
  'signing-certificate': { zh: '签名证书', en: 'signing certificate' },
  'seal-signature': { zh: '电子签章', en: 'seal signature' },
  seal: { zh: '电子印章', en: 'seal' },
  'receipt-leaf': { zh: '账本回执与证照一致', en: 'ledger receipt is of this licence' },
  batch: { zh: '批次签名与证明', en: 'batch' },
  block: { zh: '区块证明', en: 'block' },
  witnesses: { zh: '见证', en: 'witnesses' },
  status: { zh: '状态声明', en: 'status statements' },
  'licence-state': { zh: '证照状态', en: 'state of the licence' },
  'certificate-states': { zh: '证书状态', en: 'states of the certificates' },
  'seal-state': { zh: '印章状态', en: 'state of the seal' },
  right: { zh: '颁发权限', en: 'right to issue the type' },
  validity: { zh: '有效期', en: 'days of validity' },
  recognition: { zh: '互认', en: 'recognition' },
};

export const LABELS = {
  verdict: { zh: '核验结论', en: 'Verdict' },
  licence: { zh: '证照', en: 'Licence' },
  version: { zh: '版本', en: 'version' },
  type: { zh: '证照类型', en: 'Type' },
  authority: { zh: '颁发机构', en: 'Authority' },
  domain: { zh: '信任域', en: 'domain' },
  valid: { zh: '有效期限', en: 'Valid' },
  longTerm: { zh: '长期', en: 'no end' },
  digest: { zh: '证照摘要', en: 'Digest' },
  at: { zh: '核验时间', en: 'Asked about' },
  anchored: { zh: '上链存证时间', en: 'Anchored' },
  status: { zh: '状态截至', en: 'Status as of' },
  secondsAgo: { zh: '秒前', en: 's before' },
  block: { zh: '区块', en: 'block' },
  hidden: { zh: '未出示的内容', en: 'Hidden fields' },
  trust: { zh: '信任列表', en: 'Trust list' },
  network: { zh: '所属网络（请与已知值核对）', en: 'Network (compare with the one you know)' },
  policy: { zh: '核验策略', en: 'policy' },
  checks: { zh: '检查', en: 'Checks' },
  reasons: { zh: '原因与处理', en: 'Reasons, and what to do' },
  warnings: { zh: '提示', en: 'Warnings' },
} as const satisfies Record<string, Words>;
