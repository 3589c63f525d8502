import type { LookupAddress } from 'node:dns';
import { expect } from 'chai';
import { isPublicAddress, lookupPublic } from '../../../gateway/peers/public-address.js';

describe('public addresses', () => {
  for (const address of [
    '1.1.1.1',
    '223.5.5.5',
    '2400:3200::1',
    '2606:4700:4700::1111',
    '::ffff:1.1.1.1',
    '::ffff:101:101',
  ]) {
    it(`admit ${address}`, () => expect(isPublicAddress(address)).to.equal(true));
  }

  for (const address of [
    '0.0.0.0',
    '10.1.2.3',
    '100.64.0.1',
    '127.0.0.1',
    '127.255.255.254',
    '169.254.169.254',
    '172.16.0.1',
    '172.31.255.255',
    '192.0.2.1',
    '192.168.1.1',
    '198.18.0.1',
    '198.51.100.7',
    '203.0.113.9',
    '224.0.0.1',
    '240.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::127.0.0.1',
    '::ffff:127.0.0.1',
    '::ffff:7f00:1',
    '::FFFF:0A00:0001',
    '0:0:0:0:0:ffff:c0a8:101',
    '64:ff9b::7f00:1',
    '64:ff9b:1::1',
    '100::1',
    '2001::1',
    '2001:db8::1',
    '2002:7f00:1::',
    '3fff::1',
    'fc00::1',
    'fd12:3456::1',
    'fe80::1',
    'fe80::1%eth0',
    'fec0::1',
    'ff02::1',
    'localhost',
    '',
    '127.1',
    '0x7f000001',
  ]) {
    it(`refuse ${address || 'nothing'}`, () => expect(isPublicAddress(address)).to.equal(false));
  }

  const lookup = (name: string, all: boolean) =>
    new Promise<{ error: Error | null; found: string | LookupAddress[] }>((resolve) => {
      lookupPublic(name, { all }, (error, found) => resolve({ error, found }));
    });

  for (const all of [true, false]) {
    it(`are judged by the answer of the resolver, not by the name (all: ${all})`, async () => {
      const { error } = await lookup('localhost', all);
      expect(error).to.be.an('error');
    });
  }
});
