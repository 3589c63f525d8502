import { ensure, present } from '../refuse.js';

/**
 * Whoever takes this step is named, and is another person than whoever took the one before: 国办发〔2025〕33号 parts application,
 * approval, making and filing. The names are digests under a key of the domain, so the rules compare and never learn them.
 */
export function ensureSecondPerson(person: string | undefined, before: string | undefined, step: string): void {
  ensure(present(person, 'PERSON_MISSING', step) !== present(before, 'PERSON_MISSING', step), 'SECOND_PERSON', step);
}
