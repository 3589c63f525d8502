import { type TrustList, trustList } from '../../../chaincode/model/trust-list.js';
import { CliError } from '../cli-error.js';
import { getJson } from '../remote/get-json.js';
import { TrustUpdateRefused } from './refused.js';

/** A little more than a gateway takes as a list. */
const MAX_LIST_BYTES = 32 * 1024 * 1024;
/** As many as a trust store holds. */
const MAX_LISTS = 10_000;

export interface ListSource {
  latest(): Promise<TrustList>;
  /** The lists from one number to another, both included; one that is missing in between is TRUST_GAP. */
  range(first: number, last: number): Promise<TrustList[]>;
}

/** The trust lists that a gateway serves. What comes is read for its form only. */
export function createListSource(gateway: string, timeoutMs: number): ListSource {
  const get = async (name: number | 'latest'): Promise<TrustList | undefined> => {
    const address = `${gateway}/v1/trust-lists/${name}`;
    const json = await getJson(address, { timeoutMs, maxBytes: MAX_LIST_BYTES });
    if (json === undefined) return undefined;
    const list = trustList.safeParse(json);
    if (!list.success) throw new TrustUpdateRefused('TRUST_MALFORMED', `${address}: not a trust list`);
    return list.data;
  };
  return {
    async latest() {
      const list = await get('latest');
      if (list === undefined) {
        throw new CliError('GATEWAY_REFUSED', `${gateway}: there is no trust list here`, { status: 2 });
      }
      return list;
    },
    async range(first, last) {
      if (last - first >= MAX_LISTS) throw new TrustUpdateRefused('TRUST_GAP', `list ${last} is too far ahead`);
      const lists: TrustList[] = [];
      for (let sequence = first; sequence <= last; sequence += 1) {
        const list = await get(sequence);
        if (list === undefined) throw new TrustUpdateRefused('TRUST_GAP', `${gateway} does not have list ${sequence}`);
        lists.push(list);
      }
      return lists;
    },
  };
}
