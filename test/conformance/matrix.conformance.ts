import { expect } from 'chai';
import Mocha from 'mocha';
import {
  type Cell,
  cells,
  DIRECTIONS,
  describeCell,
  ENGINES,
  isExplained,
  type MatrixObject,
  OBJECTS,
} from './support/matrix.js';
import { gapOf } from './support/matrix-gaps.js';
import { printMatrix } from './support/print-matrix.js';

/** Only BouncyCastle judges these under SM2. */
const ONE_JUDGE: readonly MatrixObject[] = ['OCSP', 'timestamp', 'CMS (RFC 5652)'];
const READ_ONLY: readonly MatrixObject[] = ['seal v1', 'seal signature v1'];

// Runs last (main.ts): the other files have filled the matrix.
describe('the matrix of objects, engines and directions', () => {
  const fields = OBJECTS.flatMap((object) =>
    ENGINES.flatMap((engine) => DIRECTIONS.map((direction) => ({ object, engine, direction }))),
  );
  const cellsOf = ({ object, engine, direction }: (typeof fields)[number]) =>
    cells().filter((each) => each.object === object && each.engine === engine && each.direction === direction);
  const nameOf = ({ object, engine, direction }: (typeof fields)[number]) => `${object}, ${engine}, ${direction}`;

  it('a wrong verdict is not explained, nor a quirk that is gone; a field without cells counts as one', () => {
    const right: Cell = {
      object: 'CSR',
      engine: 'bc',
      direction: 'theirs judge ours',
      case: 'good',
      expected: 'valid',
      got: 'valid',
    };
    const wrong: Cell = { ...right, got: 'refused' };
    expect([right, wrong].map(isExplained)).to.deep.equal([true, false]);
    expect([right, wrong].map((each) => isExplained({ ...each, quirk: 'is wrong' }))).to.deep.equal([false, true]);
    const open = fields.filter(({ object, engine, direction }) => gapOf(object, engine, direction) === undefined);
    expect(printMatrix([right, wrong]).split('\n').at(-1)).to.equal(`2 cells, ${open.length} unexplained`);
  });

  it('no verdict differs from what is expected without a quirk that says why', () => {
    const unexplained = cells().filter((each) => !isExplained(each));
    expect(unexplained.map(describeCell)).to.deep.equal([]);
  });

  it('every field holds a good object and a tampered one, or the reason why none can be', () => {
    for (const field of fields) {
      const expected = new Set(
        cellsOf(field)
          .filter(({ quirk }) => quirk === undefined)
          .map((each) => each.expected),
      );
      const reason = gapOf(field.object, field.engine, field.direction);
      expect([...expected].sort(), nameOf(field)).to.deep.equal(reason === undefined ? ['refused', 'valid'] : []);
    }
  });

  it('every object of ours is judged by two engines, where two exist', () => {
    for (const object of OBJECTS.filter((each) => !READ_ONLY.includes(each))) {
      const judges = ENGINES.filter(
        (engine) => cellsOf({ object, engine, direction: 'theirs judge ours' }).length > 0,
      ).length;
      if (ONE_JUDGE.includes(object)) expect(judges, object).to.equal(1);
      else expect(judges, object).to.be.at.least(2);
    }
  });

  after('the matrix', () => {
    // Where the names of the tests go: with --json, standard output holds the cells alone.
    Mocha.reporters.Base.consoleLog(printMatrix(cells()));
  });
});
