import type { DriftClass } from '../../domain/reconciliation/drift.js';
import type { ReconciliationFinding } from '../../domain/reconciliation/result.js';
import type { Language } from '../language.js';

type Words = Readonly<Record<Language, string>>;

export const CLASSES: Readonly<Record<DriftClass, Words>> = {
  'missing-on-ledger': { zh: '账本缺失', en: 'missing on the ledger' },
  'missing-in-database': { zh: '数据库缺失', en: 'missing in the database' },
  'digest-differs': { zh: '摘要不符', en: 'digest differs' },
  'state-differs': { zh: '状态不符', en: 'state differs' },
  late: { zh: '逾期', en: 'late' },
};

export const REPAIRS: Readonly<Record<ReconciliationFinding['repair'], Words>> = {
  possible: { zh: '可用 --repair 修复', en: 'can be repaired with --repair' },
  impossible: { zh: '无法由账本修复', en: 'cannot be repaired from the ledger' },
  done: { zh: '已修复', en: 'repaired' },
  changed: { zh: '期间已变更，未修复', en: 'has changed meanwhile, not repaired' },
};

export const LABELS = {
  clean: { zh: '对账一致', en: 'CLEAN' },
  drift: { zh: '对账不一致', en: 'DRIFT' },
  block: { zh: '至区块', en: 'up to block' },
  blocks: { zh: '区块数', en: 'blocks' },
  rows: { zh: '行数', en: 'rows' },
  seconds: { zh: '秒', en: 's' },
  more: { zh: '另有未列出的差异', en: 'more findings are counted and not listed' },
} as const satisfies Record<string, Words>;
