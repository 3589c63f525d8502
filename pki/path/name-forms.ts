/** Rules of the names in IA5Strings and octets (RFC 5280 §4.2.1.6, §4.2.1.10), as far as certificates and constraints share them. */

const LABEL = /^[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?$/i;
const WILDCARD_LABEL = /^[a-z0-9_-]*\*[a-z0-9_-]*$/i;
const LONGEST_HOST = 253;
const LONGEST_LABEL = 63;

/** A name in the preferred syntax of RFC 1034 §3.5, underscores let in. Internationalised ones stand as A-labels (§7.2). */
export function isHostName(text: string): boolean {
  return (
    text.length <= LONGEST_HOST && text.split('.').every((label) => label.length <= LONGEST_LABEL && LABEL.test(label))
  );
}

/** The same, with a wildcard in its first label. */
export function isHostPattern(text: string): boolean {
  const [first = '', ...rest] = text.split('.');
  return isHostName(text) || (WILDCARD_LABEL.test(first) && rest.length > 0 && isHostName(rest.join('.')));
}

export interface Mailbox {
  /** Compared as it stands (RFC 5280 §7.5). */
  readonly local: string;
  /** Lower case. */
  readonly host: string;
}

/** Local part and host of a Mailbox (RFC 5321 §4.1.2); undefined for what is none. */
export function readMailbox(text: string): Mailbox | undefined {
  const at = text.lastIndexOf('@');
  const [local, host] = [text.slice(0, at), text.slice(at + 1).toLowerCase()];
  if (at < 1 || !isHostName(host) || !isLocalPart(local)) return undefined;
  return { local, host };
}

function isLocalPart(local: string): boolean {
  const isQuoted = local.length > 2 && local.startsWith('"') && local.endsWith('"');
  return isQuoted || !/[\s@"(),:;<>[\]\\]/.test(local);
}

/** The host of a URI with an authority, in lower case; undefined where it has none, or where it is an address (§4.2.1.10). */
export function hostOfUri(text: string): string | undefined {
  const authority = /^[a-z][a-z0-9+.-]*:\/\/([^/?#]*)/i.exec(text)?.[1];
  if (authority === undefined) return undefined;
  const host = authority
    .slice(authority.lastIndexOf('@') + 1)
    .replace(/:\d*$/, '')
    .toLowerCase();
  return isHostName(host) && !/^\d+(\.\d+){3}$/.test(host) ? host : undefined;
}

/** RFC 5280 §4.2.1.6: not relative, a scheme and something after it. */
export const isUri = (text: string): boolean => /^[a-z][a-z0-9+.-]*:\S+$/i.test(text);
