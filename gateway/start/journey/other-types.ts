import { dayOf } from '../../../pki/encoding/times.js';
import { LAND, orderFor, TRANSPORT } from './cast.js';
import { DAY_MS, GUANGDONG, GUIZHOU, HUNAN, type Stage } from './stage.js';
import { DONE } from './step.js';

/** A type that one province recognises and another does not, and a licence that has run out. */
export async function issueOtherTypes({ cast, step, kept, judged }: Stage): Promise<void> {
  await step('a real-estate certificate issued', GUANGDONG, { verdict: 'done' }, async () => {
    kept.set('real-estate-certificate', await cast.evidenceOf(LAND, await cast.issue(LAND, orderFor(LAND, 'estate'))));
    return DONE;
  });
  await judged('recognised in Hunan', HUNAN, '43', { verdict: 'valid' }, () => kept.get('real-estate-certificate'));
  await judged('not recognised in Guizhou', GUIZHOU, '52', { verdict: 'invalid', code: 'RECOGNITION_REFUSED' }, () =>
    kept.get('real-estate-certificate'),
  );

  await step('a road-transport qualification that has expired', GUANGDONG, { verdict: 'done' }, async () => {
    const from = dayOf(Date.now() - 700 * DAY_MS);
    const past = { issuedOn: from, validFrom: from, validUntil: dayOf(Date.now() - 2 * DAY_MS) };
    kept.set(
      'expired-qualification',
      await cast.evidenceOf(TRANSPORT, await cast.issue(TRANSPORT, orderFor(TRANSPORT, 'expired', past))),
    );
    return DONE;
  });
  await judged('expired', HUNAN, '43', { verdict: 'invalid', code: 'LICENCE_EXPIRED' }, () =>
    kept.get('expired-qualification'),
  );
}
