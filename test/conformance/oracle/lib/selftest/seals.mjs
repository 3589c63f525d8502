import { readFileSync } from 'node:fs';
import { authority } from './certificates.mjs';
import { encode, parse } from './der.mjs';
import { decode, flipped, make } from './tools.mjs';

/** A folder that is not part of the repository: github.com/ofdrw/ofdrw, module ofdrw-gm, src/test/resources. */
const samples = process.env.SEAL_SAMPLES;
const document = Buffer.from('<ofd:Signature>测试</ofd:Signature>');

export async function testSeals(t, engines) {
  await testSamples(t);
  const { issue } = await authority(engines.bc);
  const [maker, signer, stranger] = [await issue('Maker', 'leaf'), await issue('Signer', 'leaf'), await issue('Stranger', 'leaf')];
  for (const [version, certListType] of [[1, 1], [4, 1], [4, 2], [5, 1], [5, 2]]) {
    const options = { version, signers: [signer.cert], name: '某某专用章', esId: '3301000000001' };
    if (version !== 1) options.certListType = certListType;
    const seal = await make(engines.ofdrw, 'seal.make', { key: maker.key, cert: maker.cert, ...options }, 'seal');
    await checkSeal(t, `a v${version} seal with list type ${certListType}`, seal);
    await checkUse(t, engines, `v${version} seal with list type ${certListType}`, seal, signer, stranger);
  }
  await testTimestamps(t, engines, maker, signer, await issue('TSA', 'tsa'));
  await testOddities(t, engines, maker, signer);
}

/** The demonstration files of ofdrw: every one is sound. */
async function testSamples(t) {
  if (samples === undefined) return;
  const verify = { esl: 'seal', dat: 'sealsig' };
  for (const name of ['UserV1.esl', 'UserV4.esl', 'UserV5.esl', 'SignedValueV4.dat', 'SignedValueV5.dat']) {
    const kind = verify[name.slice(-3)];
    const bytes = readFileSync(`${samples}/${name}`);
    for (const engine of t.supporting('seal.verify')) {
      await t.accepts(name, engine, `${kind}.verify`, { [kind]: bytes });
      await t.refuses(`a changed ${name}`, engine, `${kind}.verify`, { [kind]: flipped(bytes, 40) });
      const { version } = await engine.call(`${kind}.parse`, { [kind]: bytes });
      t.equal(`${engine.name} reads the version of ${name}`, version, Number(/V(\d)/.exec(name)[1]));
    }
  }
}

async function checkSeal(t, what, seal) {
  for (const engine of t.supporting('seal.verify')) {
    await t.accepts(what, engine, 'seal.verify', { seal });
    await t.refuses(`${what}, changed`, engine, 'seal.verify', { seal: flipped(seal, 30) });
    await t.refuses(`${what}, signature changed`, engine, 'seal.verify', { seal: flipped(seal, -1) });
  }
}

async function checkUse(t, engines, what, seal, signer, stranger) {
  const sign = (by) => make(engines.ofdrw, 'sealsig.make', { key: by.key, cert: by.cert, seal, document }, 'sealsig');
  const sealsig = await sign(signer);
  for (const engine of t.supporting('sealsig.verify')) {
    await t.accepts(`a signature by a ${what}`, engine, 'sealsig.verify', { sealsig, document });
    await t.refuses(`a signature by a ${what} over other bytes`, engine, 'sealsig.verify', { sealsig, document: flipped(document, 0) });
    await t.refuses(`a changed signature by a ${what}`, engine, 'sealsig.verify', { sealsig: flipped(sealsig, -1), document });
    const parts = await engine.call('sealsig.parse', { sealsig });
    t.equal(`${engine.name} finds the seal inside`, decode(parts.seal).equals(seal), true);
  }
  const listed = async (bytes) => (await engines.gmsm.call('sealsig.verify', { sealsig: bytes })).signerInList;
  t.equal(`the signer is in the ${what}`, await listed(sealsig), true);
  t.equal(`a stranger is not in the ${what}`, await listed(await sign(stranger)), false);
}

/** GM/T 0031-2025: a timestamp over the seal's own signature, and one over the signature made with it. */
async function testTimestamps(t, { ofdrw, gmsm, bc }, maker, signer, tsa) {
  const stamp = (data) => make(bc, 'tsp.make', { key: tsa.key, cert: tsa.cert, data }, 'token');
  const plain = await make(ofdrw, 'seal.make', { key: maker.key, cert: maker.cert, signers: [signer.cert], version: 5 }, 'seal');
  const { signature } = await gmsm.call('seal.parse', { seal: plain });
  for (const tagging of ['explicit', 'implicit']) {
    const token = await stamp(decode(signature));
    const seal = await make(gmsm, 'seal.timestamp', { seal: plain, timestamp: token, tagging }, 'seal');
    await t.accepts(`a timestamped seal, ${tagging}`, gmsm, 'seal.verify', { seal });
    await t.fails(`a timestamped seal, ${tagging},`, 'unsupported', ofdrw, 'seal.verify', { seal });
    const parts = await gmsm.call('seal.parse', { seal });
    t.equal('the tagging is told', parts.timestampTagging, tagging);
    await t.accepts('the timestamp of a seal', bc, 'tsp.verify', { token: decode(parts.timestamp), data: decode(parts.signature) });
    const fields = { key: signer.key, cert: signer.cert, seal, document, timestamp: token, tagging };
    const sealsig = await make(gmsm, 'sealsig.make', fields, 'sealsig');
    await t.accepts(`a signature by a timestamped seal, ${tagging}`, gmsm, 'sealsig.verify', { sealsig, document });
    await t.refuses('the same over other bytes', gmsm, 'sealsig.verify', { sealsig, document: flipped(document, 0) });
  }
  const fields = { key: signer.key, cert: signer.cert, seal: plain, document, timestamp: await stamp(document) };
  for (const engine of [ofdrw, gmsm]) {
    const sealsig = await make(engine, 'sealsig.make', fields, 'sealsig');
    await t.accepts(`a timestamped signature of ${engine.name}`, gmsm, 'sealsig.verify', { sealsig, document });
    await t.accepts(`a timestamped signature of ${engine.name}`, ofdrw, 'sealsig.verify', { sealsig, document });
  }
}

/** Where the two engines differ; README.md says why. */
async function testOddities(t, { ofdrw, gmsm, bc }, maker, signer) {
  const fields = { key: maker.key, cert: maker.cert, signers: [signer.cert] };
  const extensions = [{ oid: '1.2.156.10197.6.7.2.2.1', critical: false, value: Buffer.from('2.1') }];
  const seal = await make(ofdrw, 'seal.make', { ...fields, extensions }, 'seal');
  await checkSeal(t, 'a seal with an extension', seal);

  const raw = await make(ofdrw, 'seal.make', { ...fields, rawSignature: true }, 'seal');
  await t.refuses('a raw signature', ofdrw, 'seal.verify', { seal: raw });
  t.equal('gmsm reads a raw signature', (await gmsm.call('seal.verify', { seal: raw })).signatureForm, 'raw');

  const signedAgain = async (change) => {
    const tree = parse(seal);
    change(tree.children[0]);
    const { signature } = await bc.call('sm2.sign', { key: maker.key, data: encode(tree.children[0]) });
    tree.children[3].body = Buffer.concat([Buffer.alloc(1), decode(signature)]);
    return encode(tree);
  };
  await checkSeal(t, 'a seal signed again', await signedAgain(() => {}));
  const canonical = await signedAgain((info) => info.children[4].children[0].children.splice(1, 1));
  await t.accepts('an extension without critical FALSE', gmsm, 'seal.verify', { seal: canonical });
  await t.refuses('an extension without critical FALSE', ofdrw, 'seal.verify', { seal: canonical });

  const changed = (change) => {
    const tree = parse(seal);
    change(tree.children[0]);
    return encode(tree);
  };
  const extra = { tag: 0x04, body: Buffer.from('extra') };
  for (const [what, bytes] of [
    ['an element added to the seal information', changed((info) => info.children.push(extra))],
    ['a length that is not DER', changed((info) => Object.assign(info, { longLength: true }))],
  ]) {
    await t.refuses(what, gmsm, 'seal.verify', { seal: bytes });
    await t.accepts(what, ofdrw, 'seal.verify', { seal: bytes });
  }
}
