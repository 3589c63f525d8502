import { writeFileSync } from 'node:fs';
import { VECTOR_FILE } from './read-vectors.js';
import { vectorFileText } from './vector-file.js';

// node dist/test/sm2-vectors/generate.js: writes fixtures/sm2-vectors/sm2_verify_test.json again.
writeFileSync(VECTOR_FILE, vectorFileText());
