import { isUscc } from '../../chaincode/transactions/checks/uscc.js';

/** A synthetic social credit code with right check characters; `body` is its first sixteen. No such organisation exists. */
export function testUscc(body: string): string {
  for (const organisation of '0123456789X') {
    for (const check of '0123456789ABCDEFGHJKLMNPQRTUWXY') {
      if (isUscc(body + organisation + check)) return body + organisation + check;
    }
  }
  throw new RangeError(`${body} begins no social credit code`);
}
