/** MSP ids by domain code: who stands behind which domain on this channel. The same on every endorser. */
export type Members = ReadonlyMap<string, string>;

/** From a JSON object, `{"44":"GuangdongMSP",…}`. Throws TypeError for anything else, and where two domains share an MSP. */
export function readMembers(text: string): Members {
  const value = parse(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new TypeError('members are an object');
  const members = new Map<string, string>();
  for (const [domain, msp] of Object.entries(value)) {
    if (typeof msp !== 'string' || !/^\w{1,64}$/.test(msp))
      throw new TypeError(`the MSP of domain ${domain} is no name`);
    members.set(domain, msp);
  }
  if (members.size === 0 || new Set(members.values()).size !== members.size) {
    throw new TypeError('every domain has an MSP of its own');
  }
  return members;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new TypeError('members are JSON');
  }
}
