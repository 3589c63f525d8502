import { CliError } from '../cli-error.js';

/** A gateway's base address without its last slash. Throws USAGE for what is no http or https address, or carries a password. */
export function readAddress(option: string, text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const web = url?.protocol === 'https:' || url?.protocol === 'http:';
  if (url === undefined || !web || url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
    throw new CliError('USAGE', `${option}: an address such as https://gateway.example`);
  }
  return url.href.replace(/\/+$/, '');
}

/** Whether what is sent there stays on this machine or is encrypted. */
export function isProtected(address: string): boolean {
  const { protocol, hostname } = new URL(address);
  return protocol === 'https:' || hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d+){3}$/.test(hostname);
}
