import { parseTime } from '../../../pki/encoding/times.js';
import { DRIFT_CLASSES } from '../../domain/reconciliation/drift.js';
import type { ReconciliationFinding, ReconciliationResult } from '../../domain/reconciliation/result.js';
import type { Language } from '../language.js';
import { CLASSES, LABELS, REPAIRS } from './words.js';

/** A result for people: a line for each finding, and a sum. */
export function describeResult(result: ReconciliationResult, language: Language): string[] {
  const { drift, findings, checked, blockNumber } = result;
  const label = (name: keyof typeof LABELS) => LABELS[name][language];
  const total = DRIFT_CLASSES.reduce((sum, kind) => sum + drift[kind], 0);
  const seconds = (parseTime(result.finishedAt) - parseTime(result.startedAt)) / 1_000;
  const sums = DRIFT_CLASSES.filter((kind) => drift[kind] > 0).map(
    (kind) => `${CLASSES[kind][language]} ${drift[kind]}`,
  );
  return [
    ...findings.map((finding) => describeFinding(finding, language)),
    ...(total > findings.length ? [`${label('more')}: ${total - findings.length}`] : []),
    [
      label(result.outcome),
      `${label('block')} ${blockNumber}`,
      `${label('blocks')} ${checked.blocks}`,
      `${label('rows')} ${checked.rows}`,
      `${seconds} ${label('seconds')}`,
      ...sums,
    ].join(', '),
  ];
}

function describeFinding(
  { class: kind, table, column, key, detail, repair }: ReconciliationFinding,
  language: Language,
): string {
  const place = column === undefined ? table : `${table}.${column}`;
  return `${CLASSES[kind][language]}: ${place} ${key}: ${detail} (${REPAIRS[repair][language]})`;
}
