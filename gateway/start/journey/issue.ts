import type { Evidence } from '../../domain/evidence/evidence.js';
import { CITY_MARKET, MARKET, orderFor } from './cast.js';
import { GUANGDONG, GUIZHOU, HUNAN, STRANGER, type Stage } from './stage.js';
import { DONE } from './step.js';

/** The licences that the later acts are about. */
export interface Issued {
  licenceId: string;
  good: Evidence;
  /** Another licence of the same authority. */
  sister: Evidence;
  /** A licence of another authority of the province. */
  foreign: Evidence;
}

/** Issued, sent again, and verified in two provinces and by a stranger. */
export async function issueAndVerify({ cast, step, kept, judged, offline }: Stage): Promise<Issued | undefined> {
  let business = '';
  let mine: Evidence | undefined;
  await step('a sealed business licence issued and anchored', GUANGDONG, { verdict: 'done' }, async () => {
    business = await cast.issue(MARKET, orderFor(MARKET, 'business'));
    mine = await cast.evidenceOf(MARKET, business);
    kept.set('business-licence', mine);
    return DONE;
  });
  await step('the same order sent again meets its own licence', GUANGDONG, { verdict: 'done' }, async () =>
    (await cast.issue(MARKET, orderFor(MARKET, 'business'))) === business
      ? DONE
      : { verdict: 'refused', codes: ['ANOTHER_LICENCE'] },
  );
  if (mine === undefined) return undefined;
  const good = mine;

  await judged('verified on its own node', HUNAN, '43', { verdict: 'valid' }, () => good);
  await judged(
    'verified on its own node, with a note',
    GUIZHOU,
    '52',
    { verdict: 'valid', code: 'RECOGNISED_WITH_NOTE' },
    () => good,
  );
  await step('verified with nothing but the trust list', STRANGER, { verdict: 'valid' }, async () =>
    offline(good, Date.now()),
  );

  const sister = await cast.evidenceOf(MARKET, await cast.issue(MARKET, orderFor(MARKET, 'sister')));
  const foreign = await cast.evidenceOf(CITY_MARKET, await cast.issue(CITY_MARKET, orderFor(CITY_MARKET, 'foreign')));
  kept.set('business-licence-2', sister);
  kept.set('business-licence-city', foreign);
  return { licenceId: business, good, sister, foreign };
}
