import { expect } from 'chai';
import fc from 'fast-check';
import { readDer } from '../../../pki/der/reader.js';
import { readAnyText, readIa5String, readPrintableString, readUtf8String } from '../../../pki/der/strings.js';
import { readSetOf } from '../../../pki/der/tree.js';
import {
  readBitString,
  readBitStringOctets,
  readBoolean,
  readInteger,
  readNamedBits,
  readNull,
  readOid,
  readPositiveIntegerHex,
  readSmallInteger,
} from '../../../pki/der/values.js';
import * as write from '../../../pki/der/writer.js';
import { expectCode } from '../support/expect-code.js';

const node = (hex: string) => readDer(Buffer.from(hex.replaceAll(' ', ''), 'hex'));
const refuses = (action: () => unknown): void => expectCode('DER_MALFORMED', action);

describe('DER values', () => {
  describe('BOOLEAN', () => {
    it('is 00 or FF', () => {
      expect(readBoolean(node('0101 00'))).to.equal(false);
      expect(readBoolean(node('0101 ff'))).to.equal(true);
    });
    it('is nothing else', () => {
      for (const hex of ['0101 01', '0100', '0102 ffff']) refuses(() => readBoolean(node(hex)));
    });
  });

  describe('NULL', () => {
    it('is empty', () => readNull(node('0500')));
    it('has no content', () => refuses(() => readNull(node('0501 00'))));
  });

  describe('INTEGER', () => {
    it('reads back what was written', () => {
      fc.assert(
        fc.property(fc.bigInt({ min: -(2n ** 300n), max: 2n ** 300n }), (value) => {
          expect(readInteger(readDer(write.integer(value)))).to.equal(value);
        }),
      );
    });
    it('is minimal', () => {
      for (const hex of ['0200', '0202 0001', '0202 007f', '0202 ff80', '0202 ffff']) {
        refuses(() => readInteger(node(hex)));
      }
      expect(readInteger(node('0202 0080'))).to.equal(128n);
      expect(readInteger(node('0202 ff7f'))).to.equal(-129n);
    });
    it('is small where a size or version is read', () => {
      expect(readSmallInteger(node('0204 7fffffff'))).to.equal(2 ** 31 - 1);
      for (const hex of ['0201 ff', '0205 0080000000']) refuses(() => readSmallInteger(node(hex)));
    });
    it('is positive where a serial number is read', () => {
      expect(readPositiveIntegerHex(node('0203 00ff01'))).to.equal('ff01');
      expect(readPositiveIntegerHex(node('0201 05'))).to.equal('05');
      for (const hex of ['0201 00', '0201 ff']) refuses(() => readPositiveIntegerHex(node(hex)));
    });
    it('is written from unsigned octets', () => {
      fc.assert(
        fc.property(fc.uint8Array({ minLength: 1, maxLength: 33 }), (octets) => {
          const value = BigInt(`0x${Buffer.from(octets).toString('hex')}`);
          expect(Buffer.compare(write.unsignedInteger(octets), write.integer(value))).to.equal(0);
        }),
      );
    });
  });

  describe('BIT STRING', () => {
    it('counts its unused bits, which are zero', () => {
      expect(readBitString(node('0302 06c0')).unusedBits).to.equal(6);
      expect([...readBitStringOctets(node('0303 00beef'))]).to.deep.equal([0xbe, 0xef]);
      for (const hex of ['0300', '0301 01', '0302 08ff', '0302 06c1']) refuses(() => readBitString(node(hex)));
    });
    it('holds whole octets where a signature or digest is read', () =>
      refuses(() => readBitStringOctets(node('0302 0180'))));
    it('has no trailing zero bits as a named bit list', () => {
      expect(readNamedBits(node('0302 06c0'))).to.deep.equal([0, 1]);
      expect(readNamedBits(node('0301 00'))).to.deep.equal([]);
      for (const hex of ['0302 00c0', '0303 00c000', '0302 0000']) refuses(() => readNamedBits(node(hex)));
    });
    it('reads back the named bits that were written', () => {
      fc.assert(
        fc.property(fc.uniqueArray(fc.nat(20)), (bits) => {
          expect(readNamedBits(readDer(write.namedBits(bits)))).to.deep.equal([...bits].sort((a, b) => a - b));
        }),
      );
    });
  });

  describe('OBJECT IDENTIFIER', () => {
    it('reads back what was written, arcs of 128 bits included', () => {
      const first = fc.oneof(
        fc.tuple(fc.constantFrom('0', '1'), fc.nat(39).map(String)),
        fc.tuple(fc.constant('2'), fc.bigInt(0n, 2n ** 128n - 1n).map(String)),
      );
      fc.assert(
        fc.property(first, fc.array(fc.bigInt(0n, 2n ** 128n - 1n).map(String)), (arcs, rest) => {
          const dotted = [...arcs, ...rest].join('.');
          expect(readOid(readDer(write.oid(dotted)))).to.equal(dotted);
        }),
      );
    });
    it('is minimal, whole and not empty', () => {
      for (const hex of ['0600', '0602 2a80', '0603 2a8001', '0601 ff', `0618 2a${'ff'.repeat(22)}01`]) {
        refuses(() => readOid(node(hex)));
      }
    });
    it('is not written from anything else', () => {
      for (const text of ['', '1', '3.1', '1.40', '1.02', '1.2.', 'a.b']) expect(() => write.oid(text)).to.throw();
    });
  });

  describe('strings', () => {
    it('are UTF-8, ASCII or printable as their type says', () => {
      expect(readUtf8String(readDer(write.utf8String('\ufeff印章')))).to.equal('\ufeff印章');
      expect(readIa5String(readDer(write.ia5String('/Doc_0')))).to.equal('/Doc_0');
      expect(readPrintableString(readDer(write.printableString('1.2.3')))).to.equal('1.2.3');
      refuses(() => readUtf8String(node('0c01 ff')));
      refuses(() => readUtf8String(node('0c03 eda080')));
      refuses(() => readIa5String(node('1601 80')));
      refuses(() => readPrintableString(node('1301 40')));
    });
    it('of names are read leniently', () => {
      expect(readAnyText(node('1301 40'))).to.equal('@');
      expect(readAnyText(node('1e02 5370'))).to.equal('印');
      for (const hex of ['0c01 ff', '1e01 00', '0302 00ff', '3000']) expect(readAnyText(node(hex))).to.equal(undefined);
    });
    it('are not written outside their alphabet', () => {
      expect(() => write.printableString('印')).to.throw(TypeError);
      expect(() => write.ia5String('印')).to.throw(TypeError);
      expect(() => write.utf8String('\ud800')).to.throw(TypeError);
    });
  });

  describe('SET OF', () => {
    it('is in the order of its encodings', () => {
      expect(readSetOf(node('3106 020101 020102'))).to.have.length(2);
      expect(readSetOf(readDer(write.setOf(write.integer(2), write.integer(1))))).to.have.length(2);
      refuses(() => readSetOf(node('3106 020102 020101')));
      refuses(() => readSetOf(node('3003 020101')));
    });
  });

  it('answer garbage with their own error only', () => {
    const readers = [
      readBoolean,
      readNull,
      readInteger,
      readSmallInteger,
      readPositiveIntegerHex,
      readBitString,
      readBitStringOctets,
      readNamedBits,
      readOid,
      readUtf8String,
      readIa5String,
      readPrintableString,
      readSetOf,
      readAnyText,
    ];
    fc.assert(
      fc.property(fc.constantFrom(...readers), fc.nat(30), fc.uint8Array({ maxLength: 40 }), (read, tag, content) => {
        expectCode('DER_MALFORMED', () => read(readDer(write.element(tag, content))), { mayPass: true });
      }),
    );
  });
});
