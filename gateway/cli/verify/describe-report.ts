import type { ReasonCode } from '../../domain/verification/reasons.js';
import { REASON_TEXTS } from '../../domain/verification/reasons-text.js';
import type { Check, VerificationReport } from '../../domain/verification/report.js';
import type { Language } from '../language.js';
import { CHECKS, LABELS, MARKS, VERDICTS } from './words.js';

/** A report for people, line by line. What it quotes is not yet safe for a terminal. */
export function describeReport(report: VerificationReport, language: Language): string[] {
  const label = (name: keyof typeof LABELS) => LABELS[name][language];
  const line = (name: keyof typeof LABELS, value: string) => `${label(name)}: ${value}`;
  const { licence, status } = report;
  return [
    line('verdict', VERDICTS[report.verdict][language]),
    '',
    ...(licence === undefined
      ? []
      : [
          line('licence', [licence.licenceId ?? licence.key, inBrackets(label('version'), licence.version)].join('')),
          line('type', licence.type),
          line('authority', [licence.authority, inBrackets(label('domain'), licence.domain)].join('')),
          line('valid', `${licence.validFrom ?? '?'} – ${licence.validUntil ?? label('longTerm')}`),
          ...(licence.digest === undefined ? [] : [line('digest', licence.digest)]),
        ]),
    line('at', report.at),
    ...(report.anchoredAt === undefined ? [] : [line('anchored', report.anchoredAt)]),
    ...(status === undefined
      ? []
      : [
          line(
            'status',
            `${status.seenAt} (${status.ageSeconds} ${label('secondsAgo')}, ${label('block')} ${status.blockNumber})`,
          ),
        ]),
    ...(report.hiddenFields === undefined || report.hiddenFields === 0
      ? []
      : [line('hidden', String(report.hiddenFields))]),
    line('trust', `${report.trustSequence ?? '?'} (${label('policy')} ${report.policy})`),
    // A trust list without a pin is taken on the word of whoever gave the file.
    ...(report.network === undefined ? [] : [line('network', report.network)]),
    '',
    `${label('checks')}:`,
    ...report.checks.map((check) => `  ${describeCheck(check, language)}`),
    ...describeCodes(label('reasons'), report.codes, language),
    ...describeCodes(label('warnings'), report.warnings, language),
  ];
}

function describeCheck({ name, outcome, code, evidence }: Check, language: Language): string {
  const shown = outcome === 'passed' ? [] : Object.entries(evidence ?? {}).map(([key, value]) => `${key}=${value}`);
  const facts = shown.length === 0 ? '' : ` (${shown.join(', ')})`;
  return `${MARKS[outcome]} ${CHECKS[name][language]}${code === undefined ? '' : `  ${code}`}${facts}`;
}

function describeCodes(title: string, codes: readonly ReasonCode[], language: Language): string[] {
  if (codes.length === 0) return [];
  return ['', `${title}:`, ...[...new Set(codes)].map((code) => `  ${code}: ${REASON_TEXTS[code][language]}`)];
}

function inBrackets(name: string, value: string | number | undefined): string {
  return value === undefined || value === '' ? '' : ` (${name} ${value})`;
}
