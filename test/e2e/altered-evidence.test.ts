import { expect } from 'chai';
import { createRandom } from '../../fixtures/random.js';
import { anchoredLicence, type LiveNetwork, officer, withNetwork } from '../support/live-network.js';

const CHANGED_BYTES = 600;
const TOGETHER = 8;

describe('altered evidence at a window', function () {
  this.timeout(120_000);
  let network: LiveNetwork;
  let genuine: Buffer;
  let ask: (body: Buffer) => Promise<{ status: number; verdict: string }>;
  before(async () => {
    network = await withNetwork();
    const licenceId = await anchoredLicence(network, 'altered');
    genuine = Buffer.from(JSON.stringify(await officer(network).get(`/v1/licences/${licenceId}/evidence`)));
    const { address, tokenAddress } = network.of('43');
    const granted = await fetch(tokenAddress('43'), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ subject: 'window', roles: ['window'] }),
    });
    const { token }: { token: string } = JSON.parse(await granted.text());
    ask = async (body) => {
      const answer = await fetch(`${address}/v1/verifications/evidence`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: new Uint8Array(body),
      });
      const report: { verdict?: string } = JSON.parse(await answer.text());
      return { status: answer.status, verdict: report.verdict ?? '' };
    };
  });

  const expectAllRefused = async (bodies: readonly Buffer[]) => {
    for (let at = 0; at < bodies.length; at += TOGETHER) {
      const answers = await Promise.all(bodies.slice(at, at + TOGETHER).map(ask));
      for (const [offset, { status, verdict }] of answers.entries()) {
        expect(status, `body ${at + offset}`).to.equal(200);
        expect(verdict, `body ${at + offset}`).to.be.oneOf(['invalid', 'indeterminate']);
      }
    }
  };

  it('is valid as it came', async () => {
    expect(await ask(genuine)).to.deep.equal({ status: 200, verdict: 'valid' });
  });

  it('gets a report and never a 500, whatever byte is another', async () => {
    const random = createRandom('altered evidence');
    const bodies = Array.from({ length: CHANGED_BYTES }, () => {
      const changed = Buffer.from(genuine);
      const at = random.below(changed.length);
      changed[at] = (changed[at] ?? 0) ^ (1 + random.below(255));
      return changed;
    });
    await expectAllRefused(bodies);
  });

  it('gets a report and never a 500, whatever member is dropped or nulled', async () => {
    await expectAllRefused(
      memberPaths(JSON.parse(genuine.toString())).flatMap((path) => [
        edited(genuine, path, (owner, key) => Reflect.deleteProperty(owner, key)),
        edited(genuine, path, (owner, key) => Reflect.set(owner, key, null)),
      ]),
    );
  });
});

/** The path of every member of every object, arrays entered at their first element. */
function memberPaths(value: unknown, path: string[] = []): string[][] {
  if (Array.isArray(value)) return value.length === 0 ? [] : memberPaths(value[0], [...path, '0']);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [[...path, key], ...memberPaths(inner, [...path, key])]);
}

function edited(genuine: Buffer, path: readonly string[], change: (owner: object, key: string) => void): Buffer {
  const copy: object = JSON.parse(genuine.toString());
  const owner = path.slice(0, -1).reduce((at: object, key) => Reflect.get(at, key), copy);
  change(owner, path.at(-1) ?? '');
  return Buffer.from(JSON.stringify(copy));
}
