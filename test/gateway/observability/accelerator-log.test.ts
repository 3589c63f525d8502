import { expect } from 'chai';
import { createAcceleratorLog } from '../../../gateway/observability/accelerator-log.js';
import { createLog } from '../../../gateway/observability/log.js';

function written(act: (tell: ReturnType<typeof createAcceleratorLog>) => void): Record<string, unknown>[] {
  const lines: string[] = [];
  const destination = { write: (line: string) => void lines.push(line) };
  act(createAcceleratorLog(createLog({ level: 'info', destination })));
  return lines.map((line) => JSON.parse(line));
}

describe('the log of the SM2 accelerator', () => {
  it('raises an alarm where it was wrong', () => {
    const [line, ...others] = written((tell) => tell({ kind: 'sm2-accelerator-faulty' }));
    expect(others).to.deep.equal([]);
    expect(line).to.include({ level: 'error', event: 'sm2-accelerator-faulty', msg: 'SM2 verification' });
    expect(line).to.not.have.property('err');
  });

  it('says what it threw, and no message of it', () => {
    const cause = new RangeError('secret');
    const [line] = written((tell) => tell({ kind: 'sm2-accelerator-faulty', cause }));
    expect(line?.err).to.include({ name: 'RangeError' });
    expect(JSON.stringify(line)).to.not.include('secret');
  });

  it('hints where there is none', () => {
    const [line] = written((tell) => tell({ kind: 'sm2-accelerator-absent', cause: new Error('no such file') }));
    expect(line).to.include({ level: 'warn', event: 'sm2-accelerator-absent' });
  });
});
