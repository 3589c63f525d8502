import type { StepResult } from './journey/step.js';
import type { Province } from './provinces.js';

/** One JSON line for each step. */
export function tellJson({ step, actor, verdict, codes, ms }: StepResult): void {
  process.stdout.write(`${JSON.stringify({ step, actor, verdict, codes, ms })}\n`);
}

/** One line for people: who did what, with which verdict and reason, in how many milliseconds. */
export function tellPeople({ step, actor, verdict, codes, ms, asItMust, detail }: StepResult): void {
  const mark = asItMust ? '✓' : '✗ NOT AS IT MUST:';
  const reason = codes.length === 0 ? '' : ` (${codes.join(', ')})`;
  process.stdout.write(`${mark} ${actor}: ${step} → ${verdict}${reason}  ${ms} ms\n`);
  if (detail !== undefined) process.stdout.write(`    ${detail}\n`);
}

/** Where everything is and how to try it. */
export function tellAddresses(
  provinces: readonly Province[],
  sample: { domain: string; tenant: string; evidence: string },
): void {
  const lines = ['', 'The three provinces stay up; Ctrl-C stops them.', ''];
  for (const { name, domain, address } of provinces) {
    lines.push(`  ${name.zh} ${name.en} (${domain})  ${address}  ${address}/openapi.json`);
  }
  const province = provinces.find(({ domain }) => domain === sample.domain);
  if (province !== undefined) {
    lines.push(
      '',
      'Try it (tokens come from a development issuer that gives every role to whoever asks):',
      `  TOKEN=$(curl -s -X POST -H 'Content-Type: application/json' -d '{"subject":"me","roles":["issuer","registrar","auditor","window"]}' ${province.tokenAddress(sample.tenant)} | sed 's/.*"token":"\\([^"]*\\)".*/\\1/')`,
      `  curl -s -H "Authorization: Bearer $TOKEN" '${province.address}/v1/licences?limit=3'`,
      `  curl -s -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' --data-binary @${sample.evidence}/business-licence.json ${province.address}/v1/verifications/evidence`,
      '',
      'Or without any gateway:',
      `  npx yinxin verify ${sample.evidence}/real-estate-certificate.json --trust ${sample.evidence}/trust-list.json`,
    );
  }
  process.stdout.write(`${lines.join('\n')}\n`);
}
