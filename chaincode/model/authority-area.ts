/** The two digits of central bodies in a social credit code: GB 32100 gives them the area 100000. */
const CENTRAL = '10';

/**
 * Whether a domain may speak for an authority at all: a province only for codes of its own area (characters 3 and 4, GB 32100 §4),
 * a ministry only for codes of central bodies. Both codes say it by themselves, so that whoever verifies needs nobody's word.
 */
export function isOfDomain(authority: string, domain: string): boolean {
  return authority.slice(2, 4) === (domain.length === 2 ? domain : CENTRAL);
}
