import { SEAL_CODE_TEXTS } from '../../domain/seal-verification/code-texts.js';
import type { SealInspection, SealReport } from '../../domain/seal-verification/report-schema.js';
import type { Language } from '../language.js';
import { VERDICTS } from '../verify/words.js';
import { CHECKS, LABELS, MARKS } from './words.js';

type Label = (name: keyof typeof LABELS) => string;

/** What a file says of itself, line by line. What it quotes is not yet safe for a terminal. */
export function describeInspection({ signature, seal }: SealInspection | SealReport, language: Language): string[] {
  const label: Label = (name) => LABELS[name][language];
  return [
    ...(signature === undefined ? [] : [...describeSignature(signature, label), '']),
    ...describeSeal(seal, label),
  ];
}

/** The same between the verdict and its reasons. */
export function describeSealReport(report: SealReport, language: Language): string[] {
  const label: Label = (name) => LABELS[name][language];
  return [
    `${label('verdict')}: ${VERDICTS[report.verdict][language]}`,
    '',
    ...describeInspection(report, language),
    '',
    ...describeJudgement(report, language, label),
  ];
}

function describeSignature(signature: NonNullable<SealReport['signature']>, label: Label): string[] {
  return [
    `${label('signature')}: ${label('version')} ${signature.version}`,
    `${label('signed')}: ${signature.signedAt === undefined ? label('unknown') : `${signature.signedAt} (${label('declared')})`}`,
    `${label('signer')}: ${describeCertificate(signature.signer, label)}`,
    `${label('dataHash')}: ${signature.dataHash}`,
    `${label('covers')}: ${signature.propertyInfo}`,
    ...describeEncoding(signature, label),
  ];
}

function describeSeal(seal: SealReport['seal'], label: Label): string[] {
  const { picture, signers } = seal;
  const listed = signers.certificates?.map((each) => describeCertificate(each, label));
  const digests = signers.digests?.map(({ algorithm, value }) => `${algorithm} ${value}`);
  return [
    `${label('seal')}: ${label('version')} ${seal.version}`,
    `${label('name')}: ${seal.name}`,
    `${label('number')}: ${seal.esId} (${label('type')} ${seal.type}, ${label('vendor')} ${seal.vendorId})`,
    `${label('created')}: ${seal.createdAt}`,
    `${label('valid')}: ${seal.validFrom} – ${seal.validTo}`,
    `${label('picture')}: ${picture.type}, ${picture.width} × ${picture.height} mm, ${picture.bytes} ${label('bytes')}`,
    `${label('maker')}: ${describeCertificate(seal.maker, label)}`,
    `${label('signers')}: ${signers.count}`,
    ...(listed ?? digests ?? signers.identifiers ?? []).map((each) => `  ${each}`),
    ...describeEncoding(seal, label),
  ];
}

function describeCertificate({ subject, sm3, notBefore, notAfter }: SealReport['seal']['maker'], label: Label): string {
  return subject === undefined ? `${label('unknown')} (SM3 ${sm3})` : `${subject} (${notBefore} – ${notAfter})`;
}

function describeEncoding(
  {
    algorithm,
    signatureForm,
    extensions,
    deviations,
  }: Omit<NonNullable<SealReport['signature']>, 'version'> | SealReport['seal'],
  label: Label,
): string[] {
  const named = extensions.map(({ oid, critical }) => (critical ? `${oid} (${label('critical')})` : oid));
  return [
    `${label('encoding')}: ${algorithm}, ${signatureForm}`,
    ...(named.length === 0 ? [] : [`${label('extensions')}: ${named.join(', ')}`]),
    ...(deviations.length === 0 ? [] : [`${label('deviations')}: ${deviations.join(', ')}`]),
  ];
}

function describeJudgement(judgement: SealReport, language: Language, label: Label): string[] {
  return [
    `${label('at')}: ${judgement.at} (${label('policy')} ${judgement.policy})`,
    '',
    `${label('checks')}:`,
    ...judgement.checks.map((check) => {
      const part = label(check.part === 'seal' ? 'ofSeal' : 'ofSignature');
      const line = `  ${MARKS[check.outcome]} ${check.id} ${CHECKS[check.id][language]} (${part})`;
      if (check.outcome === 'passed') return line;
      const facts = Object.entries(check.evidence).map(([name, value]) => `${name}=${String(value)}`);
      return `${line}  ${check.code}${facts.length === 0 ? '' : ` (${facts.join(', ')})`}`;
    }),
    ...describeCodes(label('reasons'), judgement.codes, language),
    ...describeCodes(label('warnings'), judgement.warnings, language),
  ];
}

function describeCodes(title: string, codes: SealReport['codes'], language: Language): string[] {
  if (codes.length === 0) return [];
  return ['', `${title}:`, ...codes.map((code) => `  ${code}: ${SEAL_CODE_TEXTS[code][language]}`)];
}
