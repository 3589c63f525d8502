import { text } from 'node:stream/consumers';
import { evaluateWrites } from './evaluate-writes.js';

const clockError = Number(process.argv[2]);
process.stdout.write(JSON.stringify(await evaluateWrites(JSON.parse(await text(process.stdin)), clockError)));
