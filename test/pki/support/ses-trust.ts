import { readSesCertificate } from '../../../pki/ses/verdict/path-trust.js';
import type {
  ChainAnswer,
  RevocationAnswer,
  SealStatusAnswer,
  SesTrust,
  TokenAnswer,
} from '../../../pki/ses/verdict/question.js';
import { makerDer, signerDer } from './forge-seal.js';

export interface TrustAnswers {
  makerChain?: ChainAnswer;
  signerChain?: ChainAnswer;
  makerRevocation?: RevocationAnswer;
  signerRevocation?: RevocationAnswer;
  token?: TokenAnswer;
  status?: SealStatusAnswer;
}

/** A verifier who trusts the forged maker and signer, knows them good, and answers otherwise where a test says so. */
export function trustWith(
  answers: TrustAnswers = {},
): SesTrust & { readonly chainTimes: Map<'maker' | 'signer', number> } {
  const chainTimes = new Map<'maker' | 'signer', number>();
  const which = (der: Uint8Array) => {
    if (Buffer.compare(der, makerDer) === 0) return 'maker';
    return Buffer.compare(der, signerDer) === 0 ? 'signer' : undefined;
  };
  return {
    chainTimes,
    read: readSesCertificate,
    judgeChain: (der, at) => {
      const who = which(der);
      if (who === undefined) return { outcome: 'unknown', reasons: ['a stranger'] };
      chainTimes.set(who, at);
      return answers[`${who}Chain`] ?? { outcome: 'trusted' };
    },
    judgeRevocation: (der) => {
      const who = which(der);
      return who === undefined ? { state: 'unknown', reasons: [] } : (answers[`${who}Revocation`] ?? { state: 'good' });
    },
    verifyToken: () => answers.token ?? { outcome: 'unknown', reasons: ['nobody asked'] },
    sealStatus: () => answers.status ?? { state: 'active' },
  };
}
