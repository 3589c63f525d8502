import { inflateSync } from 'node:zlib';
import { expect } from 'chai';
import { drawSeal, type SealPictureOrder } from '../../../gateway/seal-pictures/draw-seal.js';
import { SealPictureError, type SealPictureErrorCode } from '../../../gateway/seal-pictures/error.js';
import { rasterise } from '../../../gateway/seal-pictures/png.js';
import { sm3Hex } from '../../../pki/sm3.js';

const NAME = '示例省市场监督管理局（合成）';
const ROUND: SealPictureOrder = { shape: 'round', name: NAME };
const PERSON: SealPictureOrder = { shape: 'name', name: '合成人印' };

async function refuses(code: SealPictureErrorCode, order: SealPictureOrder): Promise<void> {
  const error: unknown = await drawSeal(order).catch((reason: unknown) => reason);
  expect(error, JSON.stringify(order)).to.be.instanceOf(SealPictureError);
  expect((error as SealPictureError).code).to.equal(code);
}

/** Width, height, pixels per metre, and the rows of RGBA under their filters. */
function readPng(png: Uint8Array) {
  const bytes = Buffer.from(png);
  const data: Buffer[] = [];
  const read = { width: 0, height: 0, perMetre: 0, kinds: [] as string[] };
  for (let at = 8; at < bytes.length; ) {
    const length = bytes.readUInt32BE(at);
    const kind = bytes.toString('latin1', at + 4, at + 8);
    read.kinds.push(kind);
    if (kind === 'IHDR')
      Object.assign(read, { width: bytes.readUInt32BE(at + 8), height: bytes.readUInt32BE(at + 12) });
    if (kind === 'pHYs') read.perMetre = bytes.readUInt32BE(at + 8);
    if (kind === 'IDAT') data.push(bytes.subarray(at + 8, at + 8 + length));
    at += 12 + length;
  }
  return { ...read, rows: inflateSync(Buffer.concat(data)) };
}

describe('pictures of seals', function () {
  this.timeout(20_000);

  it('a round seal is millimetres across, with a ring, a star and one outline a character', async () => {
    const { svg, width, height } = await drawSeal(ROUND);
    expect([width, height]).to.deep.equal([42, 42]);
    expect(svg).to.match(
      /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" width="42mm" height="42mm" viewBox="0 0 42 42"/,
    );
    expect(svg).to.include('<circle cx="21" cy="21" r="20.5"');
    expect(svg.match(/<path/g)).to.have.length([...NAME].length + 1);
    expect(svg, 'no text that another font could draw').not.to.include('<text');
  });
  it('has the diameter asked for, and a purpose and a number where they are wanted', async () => {
    const { svg, width } = await drawSeal({ ...ROUND, diameter: 45, purpose: '专用章', code: '9900000000001' });
    expect(width).to.equal(45);
    expect(svg.match(/<path/g)).to.have.length([...NAME].length + 1 + 3 + 13);
  });
  it('has an emblem in place of the star, or nothing', async () => {
    const emblem = await drawSeal({ ...ROUND, centre: { path: 'M0 0H100V100H0Z' } });
    expect(emblem.svg).to.include('d="M0 0H100V100H0Z"');
    const none = await drawSeal({ ...ROUND, centre: 'none' });
    expect(none.svg.match(/<path/g)).to.have.length([...NAME].length);
  });
  it('nothing of it reaches beyond the ring', async () => {
    const { svg } = await drawSeal({ ...ROUND, name: NAME.repeat(3), purpose: '行政审批专用章', code: '1'.repeat(20) });
    for (const [, data = ''] of svg.matchAll(/ d="([^"]+)"/g)) {
      for (const [, x, y] of data.matchAll(/(-?[\d.]+) (-?[\d.]+)/g)) {
        expect(Math.hypot(Number(x) - 21, Number(y) - 21)).to.be.below(20);
      }
    }
  });
  it('a name seal is a square with columns from right to left', async () => {
    const { svg, width } = await drawSeal(PERSON);
    expect(width).to.equal(20);
    const starts = [...svg.matchAll(/<path d="M([\d.]+) ([\d.]+)/g)].map(([, x, y]) => [
      Number(x) > 10,
      Number(y) > 10,
    ]);
    expect(starts).to.have.length(4);
    expect(starts.map(([right]) => right)).to.deep.equal([true, true, false, false]);
  });

  it('the same order gives the same bytes, other orders others', async () => {
    const seen = new Set<string>();
    for (const order of [ROUND, { ...ROUND, diameter: 45 }, { ...ROUND, code: '1' }, PERSON] as const) {
      const { svg, width } = await drawSeal(order);
      const again = await drawSeal(order);
      expect(again.svg).to.equal(svg);
      const png = rasterise(svg, width, 300);
      expect(sm3Hex(rasterise(again.svg, width, 300))).to.equal(sm3Hex(png));
      seen.add(sm3Hex(png));
    }
    expect(seen.size).to.equal(4);
  });
  it('a PNG has the pixels of its resolution and says how many make a metre', async () => {
    const { svg, width } = await drawSeal(ROUND);
    for (const dpi of [96, 300, 600]) {
      const read = readPng(rasterise(svg, width, dpi));
      expect([read.width, read.height]).to.deep.equal([Math.round((42 / 25.4) * dpi), Math.round((42 / 25.4) * dpi)]);
      expect(Math.abs(read.width / read.perMetre - 0.042)).to.be.below(0.00001);
      expect(read.kinds.slice(0, 2)).to.deep.equal(['IHDR', 'pHYs']);
      expect(read.rows.some((byte) => byte !== 0)).to.equal(true);
    }
  });

  it('a text that is none, too long, or holds blanks, controls or loose accents is refused', async () => {
    for (const name of ['', '字'.repeat(51), '合成 单位', '合成\n单位', '合成\u202e单位', '\u0301']) {
      await refuses('TEXT_INVALID', { shape: 'round', name });
    }
    await refuses('TEXT_INVALID', { ...ROUND, purpose: '' });
    await refuses('TEXT_INVALID', { ...ROUND, code: '1'.repeat(21) });
    await refuses('TEXT_INVALID', { shape: 'name', name: '合成合成合成合成人' });
  });
  it('a character that the font does not have is refused, not left out', async () => {
    await refuses('GLYPH_ABSENT', { ...ROUND, name: '合성' });
    await refuses('GLYPH_ABSENT', { ...ROUND, name: '合𠀀𪚥' });
  });
  it('a size that is none is refused', async () => {
    for (const diameter of [0, 29, 61, -42, Number.NaN]) await refuses('SIZE_INVALID', { ...ROUND, diameter });
    for (const side of [9, 31, Number.NaN]) await refuses('SIZE_INVALID', { ...PERSON, side });
    const { svg, width } = await drawSeal(PERSON);
    for (const dpi of [0, 71, 2401, Number.NaN]) expect(() => rasterise(svg, width, dpi)).to.throw(SealPictureError);
  });
  it('an emblem that is more than a path is refused', async () => {
    for (const path of ['"/><script/>', 'url(#x)', '', 'M0 0'.repeat(100_000)]) {
      await refuses('EMBLEM_INVALID', { ...ROUND, centre: { path } });
    }
  });
  it('a name is text in the title, never markup', async () => {
    const { svg } = await drawSeal({ ...ROUND, name: '<&>合成' });
    expect(svg).to.include('<title>&lt;&amp;&gt;合成</title>');
  });
});
