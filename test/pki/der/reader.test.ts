import { expect } from 'chai';
import fc from 'fast-check';
import { childrenOf, DerCursor, MAX_DEPTH, open, readDer } from '../../../pki/der/reader.js';
import { TAG } from '../../../pki/der/tags.js';
import { checkTree } from '../../../pki/der/tree.js';
import { element, integer, octetString, sequence, utf8String } from '../../../pki/der/writer.js';
import { expectCode } from '../support/expect-code.js';

const bytes = (hex: string): Uint8Array => Buffer.from(hex.replaceAll(' ', ''), 'hex');
const refuses = (hex: string): void => expectCode('DER_MALFORMED', () => checkTree(readDer(bytes(hex))));

describe('DER reader', () => {
  it('keeps views of the original bytes', () => {
    const input = bytes('30 05 04 03 010203');
    const [inner] = childrenOf(readDer(input));
    expect(inner?.raw.buffer).to.equal(input.buffer);
    expect(inner).to.include({ tag: TAG.OCTET_STRING, start: 2, contentStart: 4, end: 7 });
    expect([...(inner?.content ?? [])]).to.deep.equal([1, 2, 3]);
  });

  it('reads lengths of one, two, three and four octets', () => {
    for (const length of [0, 127, 128, 255, 256, 65_535, 65_536]) {
      expect(readDer(octetString(new Uint8Array(length))).length).to.equal(length);
    }
  });

  it('refuses an indefinite length', () => refuses('30 80 0201 01 0000'));
  it('refuses end-of-contents octets', () => refuses('30 02 0000'));
  it('refuses a length of one octet in the long form', () => refuses('04 81 01 00'));
  it('refuses a length with a leading zero octet', () => refuses(`04 82 0080 ${'00'.repeat(128)}`));
  it('refuses a length of more than four octets', () => refuses('04 85 0000000001 00'));
  it('refuses a length beyond the end', () => refuses('04 05 00'));
  it('refuses a child longer than its parent', () => refuses('30 03 04 02 00 00'));
  it('refuses a length cut off', () => refuses('04 82 01'));
  it('refuses an element cut off', () => refuses('04'));
  it('refuses nothing at all', () => refuses(''));
  it('refuses bytes after the end', () => refuses('02 01 01 00'));
  it('refuses a tag number above 30', () => refuses('1f 1f 01 00'));
  it('refuses a constructed OCTET STRING', () => refuses('24 05 0403 010203'));
  it('refuses a primitive SEQUENCE', () => refuses('10 00'));

  it('refuses nesting deeper than the limit, and reads nesting at it', () => {
    const nested = (levels: number) => {
      let der = sequence();
      for (let i = 0; i < levels; i++) der = sequence(der);
      return der;
    };
    checkTree(readDer(nested(MAX_DEPTH)));
    expectCode('DER_MALFORMED', () => checkTree(readDer(nested(MAX_DEPTH + 1))));
  });

  it('refuses a surplus element when the cursor is finished', () => {
    const cursor = open(readDer(sequence(integer(1), integer(2))), TAG.SEQUENCE);
    cursor.next(TAG.INTEGER);
    expectCode('DER_MALFORMED', () => cursor.finish());
    cursor.next(TAG.INTEGER);
    cursor.finish();
  });

  it('refuses a missing element, another tag, and nesting in a primitive', () => {
    expectCode('DER_MALFORMED', () => open(readDer(sequence()), TAG.SEQUENCE).next());
    expectCode('DER_MALFORMED', () => open(readDer(sequence(integer(1))), TAG.SEQUENCE).next(TAG.OID));
    expectCode('DER_MALFORMED', () => new DerCursor(readDer(integer(1))));
  });

  it('reads back what the writer wrote, and nothing but it', () => {
    const tree = fc.letrec<{ node: Uint8Array }>((tie) => ({
      node: fc.oneof(
        { maxDepth: 6, withCrossShrink: true },
        fc.bigInt({ min: -(2n ** 200n), max: 2n ** 200n }).map(integer),
        fc.uint8Array({ maxLength: 300 }).map(octetString),
        fc.string({ unit: 'grapheme' }).map(utf8String),
        fc.array(tie('node'), { maxLength: 5 }).map((children) => sequence(...children)),
        tie('node').map((child) => element(0xa0, child)),
      ),
    })).node;
    const rewrite = (der: Uint8Array): Uint8Array => {
      const node = readDer(der);
      return node.constructed
        ? element(node.tag, ...childrenOf(node).map((child) => rewrite(child.raw)))
        : element(node.tag, node.content);
    };
    fc.assert(
      fc.property(tree, (der) => {
        checkTree(readDer(der));
        expect(Buffer.compare(rewrite(der), der)).to.equal(0);
      }),
    );
  });

  it('answers garbage with its own error only', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (garbage) => {
        expectCode('DER_MALFORMED', () => checkTree(readDer(garbage)), { mayPass: true });
      }),
    );
  });
});
